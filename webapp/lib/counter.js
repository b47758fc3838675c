import { element } from './dom.js';

/**
 * A number that counts up before the user's eyes.
 */
export class Counter {
  #count = 0;
  #output;

  /**
   * @param {object} options
   * @param {string} options.id of the element that holds the number
   * @param {string} options.label
   */
  constructor({ id, label }) {
    this.#output = element('dd', { id }, '0');
    this.element = element('div', {}, element('dt', {}, label), this.#output);
  }

  increment() {
    this.#show(this.#count + 1);
  }

  reset() {
    this.#show(0);
  }

  #show(count) {
    this.#count = count;
    this.#output.textContent = count;
  }
}
