import { element } from './dom.js';
import { Slider } from './slider.js';

/**
 * How loud a page plays what it receives. Modest to begin with, for a sine wave of full scale is loud.
 */
export class VolumeInput {
  #slider = new Slider({
    id: 'volume', label: 'Volume', value: 20, min: 0, max: 100, format: value => `${value} %`,
  });
  #mute = element('input', { id: 'mute', type: 'checkbox' });

  /**
   * @param {object} [options]
   * @param {boolean} [options.muted] to begin with
   */
  constructor({ muted = false } = {}) {
    this.#mute.checked = muted;
    this.element = this.#slider.element;
    this.element.append(element('label', { class: 'choice' }, this.#mute, 'Mute'));
  }

  /** From 0 to 1. */
  get value() {
    return this.#mute.checked ? 0 : this.#slider.value / 100;
  }
}
