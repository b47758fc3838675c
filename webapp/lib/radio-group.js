import { element } from './dom.js';

/**
 * One of a few things, all of them to be seen.
 */
export class RadioGroup {
  #inputs;

  /**
   * @param {object} options
   * @param {string} options.name of the group, which no other on the page has
   * @param {string} options.legend
   * @param {{id: string, value: string, label: string}[]} options.choices the first is chosen to begin with
   */
  constructor({ name, legend, choices }) {
    this.#inputs = choices.map(({ id, value }) => element('input', { id, type: 'radio', name, value }));
    this.value = choices[0].value;
    this.element = element('fieldset', { class: 'choices' },
      element('legend', {}, legend),
      ...choices.map(({ label }, i) => element('label', { class: 'choice' }, this.#inputs[i], label)));
  }

  get value() {
    return this.#inputs.find(({ checked }) => checked).value;
  }

  /** Fires no event. */
  set value(value) {
    this.#inputs.forEach(input => {
      input.checked = input.value === value;
    });
  }
}
