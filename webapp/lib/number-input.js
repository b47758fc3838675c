import { element } from './dom.js';

/**
 * A number that the user sets. Always within its bounds, whatever was typed.
 */
export class NumberInput {
  #input;

  /**
   * @param {object} options
   * @param {string} options.id of the input element
   * @param {string} options.label
   * @param {string} options.unit
   * @param {number} options.value to begin with
   * @param {number} options.min
   * @param {number} options.max
   * @param {1 | 'any'} [options.step] whether only integers or all numbers are allowed
   */
  constructor({ id, label, unit, value, min, max, step = 1 }) {
    const unitId = `${id}-unit`;
    this.#input = element('input', {
      id, type: 'number', inputmode: step === 'any' ? 'decimal' : 'numeric', value, min, max, step, required: '',
      'aria-describedby': unitId,
    });
    // Registered first, so those who listen for "change" find the number corrected. Those who listen
    // for "input" do not hear of what is half typed, such as nothing at all.
    this.#input.addEventListener('change', () => {
      this.value = this.value;
    });
    this.#input.addEventListener('input', event => {
      if (!this.#input.validity.valid) {
        event.stopPropagation();
      }
    });
    this.element = element('p', { class: 'field' },
      element('label', { for: id }, label),
      this.#input,
      element('span', { id: unitId, class: 'unit' }, `${unit} (${min} to ${max})`));
  }

  get value() {
    const { valueAsNumber, defaultValue, min, max, step } = this.#input;
    const wanted = Number.isNaN(valueAsNumber) ? Number(defaultValue) : valueAsNumber;
    const allowed = Math.min(Math.max(wanted, min), max);
    return step === 'any' ? allowed : Math.round(allowed);
  }

  set value(value) {
    this.#input.value = value;
  }
}
