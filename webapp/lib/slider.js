import { element } from './dom.js';

/**
 * A whole number that the user slides to.
 */
export class Slider {
  #input;

  /**
   * @param {object} options
   * @param {string} options.id of the input element
   * @param {string} options.label
   * @param {number} options.value to begin with
   * @param {number} options.min
   * @param {number} options.max
   * @param {(value: number) => string} options.format the value in words
   * @param {[string, string]} [options.ends] what its ends stand for
   */
  constructor({ id, label, value, min, max, format, ends = ['', ''] }) {
    const [minEnd, maxEnd] = ends.map(end => element('span', { class: 'unit', 'aria-hidden': 'true' }, end));
    const words = element('span', { class: 'unit slider-words', 'aria-hidden': 'true' });
    this.#input = element('input', { id, type: 'range', min, max, value });

    const show = () => {
      words.textContent = format(this.value);
      this.#input.setAttribute('aria-valuetext', format(this.value));
    };
    this.#input.addEventListener('input', show);
    this.#input.addEventListener('change', show);
    show();
    this.element = element('p', { class: 'field' },
      element('label', { for: id }, label),
      element('span', { class: 'slider' }, minEnd, this.#input, maxEnd),
      words);
  }

  get value() {
    return this.#input.valueAsNumber;
  }
}
