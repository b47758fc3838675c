import { element } from './dom.js';
import { NumberInput } from './number-input.js';

const CONCERT_PITCH = 440; // Hz, at the slider's 0

/**
 * A frequency that the user types, or chooses with a slider whose steps are semitones: what the ear
 * takes for equal steps are equal ratios.
 */
export class FrequencyInput {
  #number;
  #slider;

  /**
   * @param {object} options
   * @param {string} options.id of the input for the number; the slider has the id `<id>-slider`
   * @param {string} options.label
   * @param {number} options.value to begin with, in Hz
   * @param {number} options.min in Hz
   * @param {number} options.max in Hz
   */
  constructor({ id, label, value, min, max }) {
    this.#number = new NumberInput({ id, label, unit: 'Hz', value, min, max, step: 'any' });
    this.#slider = element('input', {
      id: `${id}-slider`, type: 'range', min: -53, max: 66, // 20.6 Hz to 19.9 kHz
      'aria-label': `${label}, in semitones`,
    });
    for (const type of ['input', 'change']) {
      this.#number.element.addEventListener(type, () => this.#moveSlider());
    }
    this.#slider.addEventListener('input', () => {
      this.#number.value = Math.round(10 * CONCERT_PITCH * 2 ** (this.#slider.value / 12)) / 10;
      this.#nameSlider();
    });
    this.#moveSlider();
    this.element = element('div', { class: 'frequency' }, this.#number.element, this.#slider);
  }

  /** In Hz. */
  get value() {
    return this.#number.value;
  }

  #moveSlider() {
    this.#slider.value = 12 * Math.log2(Math.max(this.value, 1) / CONCERT_PITCH);
    this.#nameSlider();
  }

  #nameSlider() {
    this.#slider.setAttribute('aria-valuetext', `${this.value} Hz`);
  }
}
