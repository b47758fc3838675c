import { element } from './dom.js';

/**
 * What the page waits for, or what went wrong, in words beside the control that it is about.
 */
export class Notice {
  #words;
  #error;

  /**
   * @param {string} id prefix of the ids of both paragraphs
   */
  constructor(id) {
    this.#words = element('p', { id: `${id}-words`, class: 'hint', role: 'status' });
    this.#error = element('p', { id: `${id}-error`, class: 'error', role: 'alert', hidden: '' });
    this.element = element('div', {}, this.#words, this.#error);
  }

  /**
   * @param {string} words none to say nothing
   */
  say(words) {
    this.#show(words, '');
  }

  /**
   * @param {string} reason what went wrong
   */
  complain(reason) {
    this.#show('', reason);
  }

  #show(words, reason) {
    this.#words.textContent = words;
    this.#error.textContent = reason;
    this.#error.hidden = reason === '';
  }
}
