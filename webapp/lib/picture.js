import { element } from './dom.js';

/**
 * A moving picture under a heading, or words in its place.
 */
export class Picture {
  #words = element('p', { class: 'screen-words' });

  /**
   * @param {object} options
   * @param {string} options.id of the video element
   * @param {string} options.label
   * @param {string} options.words to begin with
   * @param {...Node} below what belongs to it
   */
  constructor({ id, label, words }, ...below) {
    this.video = element('video', { id, 'aria-label': label, autoplay: '', playsinline: '' });
    this.element = element('section', { class: 'panel' },
      element('h2', {}, label),
      element('div', { class: 'screen' }, this.video, this.#words),
      ...below);
    this.say(words);
  }

  /**
   * @param {string} words cover the picture, if there are any
   */
  say(words) {
    this.#words.textContent = words;
    this.#words.hidden = words === '';
  }
}
