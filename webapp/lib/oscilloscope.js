import { element } from './dom.js';
import { detectPitch } from './pitch.js';
import { beforeNextPaint } from './repaint.js';

const SPANS = [0.2, 0.5, 1, 2, 5, 10, 20, 50]; // ms from the left edge to the right one
const FULL_SCALE = 0.8; // of the way from the middle to the edge; a decoder may overshoot
const TAPS = 8; // samples on each side that count when a value between two samples is found

/**
 * Draws a sound as it swings, from -1 to 1 of full scale. Each picture begins where the sound rises
 * through zero, so that a tone stands still, and is as wide as a few of its periods.
 */
export class Oscilloscope {
  #label;
  #span = 10;
  #describedAt = 0;
  #spanOutput = element('span');
  #canvas = element('canvas', { role: 'img' });

  /**
   * @param {object} options
   * @param {string} options.label what is shown
   */
  constructor({ label }) {
    this.#label = label;
    this.element = element('figure', { class: 'panel chart' },
      element('figcaption', {},
        element('h2', {}, label),
        element('p', { class: 'hint' }, this.#spanOutput, ' ms from edge to edge')),
      element('div', { class: 'chart-plot scope' },
        element('div', { class: 'chart-scale', 'aria-hidden': 'true' },
          ...['+1', '0', '−1'].map(text => element('span', {}, text))),
        this.#canvas));
    this.#clear();
  }

  /**
   * @param {AnalyserNode} analyser with an fftSize of 8192 or more and smoothingTimeConstant 0
   * @param {AbortSignal} signal ends it
   */
  watch(analyser, signal) {
    const samples = new Float32Array(analyser.fftSize);
    const draw = () => {
      if (!signal.aborted) {
        analyser.getFloatTimeDomainData(samples);
        this.#draw(samples, analyser.context.sampleRate, detectPitch(analyser));
        beforeNextPaint(draw);
      }
    };
    beforeNextPaint(draw);
    signal.addEventListener('abort', () => this.#clear());
  }

  #clear() {
    this.#canvas.getContext('2d').clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#spanOutput.textContent = this.#span;
    this.#describedAt = 0;
    this.#describe('nothing yet');
  }

  #draw(samples, sampleRate, frequency) {
    if (frequency !== null) {
      this.#fitSpan(1000 / frequency);
    }
    const shown = Math.min(this.#span * sampleRate / 1000, samples.length - 2 * TAPS);
    this.#trace(samples, startOf(samples, shown), shown);

    if (performance.now() - this.#describedAt >= 1000) {
      this.#describedAt = performance.now();
      this.#describe(frequency === null
        ? 'silence'
        : `peak ${highest(samples).toFixed(2)} of full scale, ${frequency.toFixed(0)} Hz`);
    }
  }

  /** Keeps what shows 2 to 8 periods, else finds what shows 3 or a few more. */
  #fitSpan(period) {
    const periods = this.#span / period;
    if (periods < 2 || periods > 8) {
      this.#span = SPANS.find(span => span >= 3 * period) ?? SPANS.at(-1);
      this.#spanOutput.textContent = this.#span;
    }
  }

  #trace(samples, start, shown) {
    const canvas = this.#canvas;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.round(width * devicePixelRatio); // clears it, too
    canvas.height = Math.round(height * devicePixelRatio);

    const lineWidth = 2 * devicePixelRatio;
    const middle = canvas.height / 2;
    const drawing = canvas.getContext('2d');
    drawing.strokeStyle = getComputedStyle(canvas).color;
    drawing.lineWidth = lineWidth;
    drawing.lineJoin = 'round';
    drawing.beginPath();
    const step = Math.min(shown / width, 1);
    for (let at = 0; at <= shown; at += step) {
      drawing.lineTo(at / shown * canvas.width, middle * (1 - FULL_SCALE * valueAt(samples, start + at)));
    }
    drawing.stroke();
  }

  #describe(text) {
    this.#canvas.setAttribute('aria-label', `${this.#label}: ${text}`);
  }
}

function highest(samples) {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

/** Where the newest picture begins that begins with a rise through zero. If there is none, the newest at all. */
function startOf(samples, shown) {
  const latest = samples.length - TAPS - shown;
  let high = Math.floor(latest);
  while (high > TAPS && !(samples[high - 1] < 0 && samples[high] >= 0)) {
    high--;
  }
  if (high === TAPS) {
    return latest;
  }
  let low = high - 1;
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (valueAt(samples, middle) < 0) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/**
 * What lies at and between samples, by Lanczos interpolation: straight lines would make a zigzag of
 * a high tone, which has but a few samples a period.
 *
 * @see https://en.wikipedia.org/wiki/Lanczos_resampling
 */
function valueAt(samples, position) {
  const first = Math.floor(position) - TAPS + 1;
  let sum = 0;
  for (let i = first; i < first + 2 * TAPS; i++) {
    sum += (samples[i] ?? 0) * sinc(position - i) * sinc((position - i) / TAPS);
  }
  return sum;
}

function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
