import { element } from './dom.js';

/**
 * One measured value, the latest.
 *
 * @template [T=number]
 */
export class Reading {
  #output;
  #format;

  /**
   * @param {object} options
   * @param {string} options.id of the element that holds the value, or "–" as long as there is none
   * @param {string} options.label
   * @param {string} [options.unit]
   * @param {number} [options.digits] of a number, behind the decimal point
   * @param {(value: T) => string} [options.format] for what is not just a number
   * @param {boolean} [options.big] whether it is what the page is about
   */
  constructor({ id, label, unit = '', digits = 1, format = value => value.toFixed(digits), big = false }) {
    this.#format = format;
    this.#output = element('span', { id }, '–');
    this.element = element('div', { class: big ? 'big' : '' },
      element('dt', {}, label), element('dd', {}, this.#output, ` ${unit}`));
  }

  /**
   * @param {T | null} value null if there is none
   */
  show(value) {
    this.#output.textContent = value === null ? '–' : this.#format(value);
  }
}
