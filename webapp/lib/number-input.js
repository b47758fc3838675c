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
   */
  constructor({ id, label, unit, value, min, max }) {
    const unitId = `${id}-unit`;
    this.#input = element('input', {
      id, type: 'number', inputmode: 'numeric', value, min, max, required: '', 'aria-describedby': unitId,
    });
    // Registered first, so those who listen for "change" find the number corrected.
    this.#input.addEventListener('change', () => {
      this.#input.value = this.value;
    });
    this.element = element('p', { class: 'field' },
      element('label', { for: id }, label),
      this.#input,
      element('span', { id: unitId, class: 'unit' }, `${unit} (${min} to ${max})`));
  }

  get value() {
    const { valueAsNumber, defaultValue, min, max } = this.#input;
    const wanted = Number.isNaN(valueAsNumber) ? Number(defaultValue) : valueAsNumber;
    return Math.min(Math.max(wanted, min), max);
  }
}
