import { element } from './dom.js';
import { every } from './repeat.js';

/**
 * How strong a sound is: its root mean square as a share of full scale. A sine wave of full scale has 0.707.
 */
export class LevelMeter {
  #output;
  #meter;

  /**
   * @param {object} options
   * @param {string} options.id of the element that holds the number
   * @param {string} options.label
   */
  constructor({ id, label }) {
    const labelId = `${id}-label`;
    this.#output = element('span', { id, class: 'level-figure' }, '–');
    this.#meter = element('meter', { 'aria-labelledby': labelId, min: 0, max: 1, value: 0 });
    this.element = element('p', { class: 'level' },
      element('span', { id: labelId, class: 'level-label' }, label), this.#output, this.#meter);
  }

  /**
   * @param {AnalyserNode} analyser averages over its fftSize samples
   * @param {AbortSignal} signal ends it
   */
  watch(analyser, signal) {
    const samples = new Float32Array(analyser.fftSize);
    every(100, () => {
      analyser.getFloatTimeDomainData(samples);
      this.#show(Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length));
    }, signal);
    signal.addEventListener('abort', () => {
      this.#output.textContent = '–';
      this.#meter.value = 0;
    });
  }

  #show(level) {
    this.#output.textContent = level.toFixed(3);
    this.#meter.value = level;
  }
}
