import { element } from './dom.js';

/**
 * One measured number, the latest.
 */
export class Reading {
  #output;
  #digits;

  /**
   * @param {object} options
   * @param {string} options.id of the element that holds the number, or "–" as long as there is none
   * @param {string} options.label
   * @param {string} options.unit
   * @param {number} [options.digits] behind the decimal point
   * @param {boolean} [options.big] whether it is what the page is about
   */
  constructor({ id, label, unit, digits = 1, big = false }) {
    this.#digits = digits;
    this.#output = element('span', { id }, '–');
    this.element = element('div', { class: big ? 'big' : '' },
      element('dt', {}, label), element('dd', {}, this.#output, ` ${unit}`));
  }

  /**
   * @param {number | null} value null if there is none
   */
  show(value) {
    this.#output.textContent = value?.toFixed(this.#digits) ?? '–';
  }
}
