import { element } from './dom.js';
import { Reading } from './reading.js';

/**
 * How far a transfer has come in one direction, and how fast.
 */
export class TransferMeter {
  #progress;
  #bytes;
  #rate;

  /**
   * @param {object} options
   * @param {string} options.id its parts have the ids `<id>-progress` and `<id>-rate`
   * @param {string} options.label
   * @param {string} options.bytesId of the element that holds the number of bytes
   * @param {string} options.bytesLabel
   * @param {Reading[]} [options.more] what else is measured in this direction
   */
  constructor({ id, label, bytesId, bytesLabel, more = [] }) {
    this.#progress = element('progress', { id: `${id}-progress`, 'aria-label': label, value: 0 });
    this.#bytes = new Reading({ id: bytesId, label: bytesLabel, unit: 'bytes', digits: 0 });
    this.#rate = new Reading({ id: `${id}-rate`, label: 'Rate', unit: 'Mbit/s' });
    this.element = element('section', { class: 'panel' },
      element('h2', {}, label),
      this.#progress,
      element('dl', { class: 'facts' },
        ...[this.#bytes, this.#rate, ...more].map(reading => reading.element)));
  }

  /**
   * @param {number} total bytes to be transferred
   */
  begin(total) {
    this.#progress.max = total;
    this.#progress.value = 0;
    this.#bytes.show(0);
    this.#rate.show(null);
  }

  /**
   * @param {number} bytes transferred so far
   * @param {number} elapsed ms since the first of them
   */
  show(bytes, elapsed) {
    this.#progress.value = bytes;
    this.#bytes.show(bytes);
    this.#rate.show(bytes * 8 / 1000 / Math.max(elapsed, 1));
  }
}
