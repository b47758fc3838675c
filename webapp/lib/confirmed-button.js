import { element } from './dom.js';

/**
 * A button for what cannot be undone: it asks first, in its own place.
 */
export class ConfirmedButton {
  #button;
  #asked;
  #no;

  /**
   * @param {object} options
   * @param {string} options.id of the button; the answers have the ids `<id>-yes` and `<id>-no`
   * @param {string} options.label
   * @param {string} options.question
   * @param {string} options.yes
   * @param {string} options.no
   * @param {() => void} action
   */
  constructor({ id, label, question, yes, no }, action) {
    this.#button = element('button', { id, type: 'button', class: 'danger' }, label);
    this.#no = element('button', { id: `${id}-no`, type: 'button', class: 'plain' }, no);
    const yesButton = element('button', { id: `${id}-yes`, type: 'button', class: 'danger' }, yes);
    this.#asked = element('span', { class: 'toolbar', role: 'group', 'aria-label': question },
      element('span', {}, question), yesButton, this.#no);
    this.element = element('span', {}, this.#button, this.#asked);

    this.#button.addEventListener('click', () => {
      this.#ask(true);
      this.#no.focus(); // where a second press of the same key does no harm
    });
    yesButton.addEventListener('click', () => {
      this.reset();
      action();
    });
    this.#no.addEventListener('click', () => this.#takeBack());
    this.#asked.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#takeBack());
    this.reset();
  }

  /** Has not asked. */
  reset() {
    this.#ask(false);
  }

  #takeBack() {
    this.reset();
    this.#button.focus();
  }

  #ask(asked) {
    this.#button.hidden = asked;
    this.#asked.hidden = !asked;
  }
}
