import { element } from './dom.js';
import { beforeNextPaint } from './repaint.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * A measurement that goes on: its last values as a line, and as figures.
 */
export class LiveChart {
  #label;
  #unit;
  #capacity;
  #values = [];
  #drawing = false;
  #figures = {};
  #ticks = [1, 0.5, 0].map(share => ({ share, output: element('span') }));
  #svg = svgElement('svg', { viewBox: '0 0 1 1', preserveAspectRatio: 'none', role: 'img' });
  #line = svgElement('path', { class: 'chart-line' });

  /**
   * @param {object} options
   * @param {string} options.id the figures get the ids `<id>-last`, `-min`, `-median` and `-max`
   * @param {string} options.label what is measured
   * @param {string} options.unit
   * @param {number} [options.capacity] how many values are kept
   */
  constructor({ id, label, unit, capacity = 200 }) {
    this.#label = label;
    this.#unit = unit;
    this.#capacity = capacity;

    const figures = ['Last', 'Min', 'Median', 'Max'].map(name => {
      this.#figures[name] = element('span', { id: `${id}-${name.toLowerCase()}` });
      return element('div', {}, element('dt', {}, name), element('dd', {}, this.#figures[name], ` ${unit}`));
    });
    const grid = this.#ticks.map(({ share }) =>
      svgElement('path', { class: 'chart-grid', d: `M0 ${1 - share}h1` }));
    this.#svg.append(...grid, this.#line);

    this.element = element('figure', { class: 'panel chart' },
      element('figcaption', {},
        element('h2', {}, label),
        element('p', { class: 'hint' }, `The last ${capacity}, the newest on the right`)),
      element('dl', { class: 'facts' }, ...figures),
      element('div', { class: 'chart-plot' },
        element('div', { class: 'chart-scale', 'aria-hidden': 'true' }, ...this.#ticks.map(({ output }) => output)),
        this.#svg));
    this.clear();
  }

  /**
   * @param {number} value
   */
  add(value) {
    this.#values.push(value);
    if (this.#values.length > this.#capacity) {
      this.#values.shift();
    }
    this.#showFigures();
    if (!this.#drawing) {
      this.#drawing = true; // once, however many values come before the next paint
      beforeNextPaint(() => this.#draw());
    }
  }

  clear() {
    this.#values = [];
    this.#showFigures();
    this.#draw();
  }

  #showFigures() {
    const sorted = this.#values.toSorted((a, b) => a - b);
    const figures = {
      Last: this.#values.at(-1), Min: sorted.at(0), Median: median(sorted), Max: sorted.at(-1),
    };
    for (const [name, value] of Object.entries(figures)) {
      this.#figures[name].textContent = sorted.length > 0 ? value.toFixed(1) : '–';
    }
  }

  #draw() {
    this.#drawing = false;
    const values = this.#values;
    const top = roundUp(Math.max(...values, 0));
    const points = values.map((value, i) =>
      `${(i / (this.#capacity - 1)).toFixed(4)} ${(1 - value / top).toFixed(4)}`);
    // "h0" gives a single value a length, else it would not be painted.
    this.#line.setAttribute('d', points.length > 0 ? `M${points.join('L')}h0` : '');
    for (const { share, output } of this.#ticks) {
      output.textContent = `${share * top} ${this.#unit}`;
    }
    const [min, max] = [Math.min(...values), Math.max(...values)].map(value => value.toFixed(1));
    this.#svg.setAttribute('aria-label', values.length > 0
      ? `${this.#label}: the last ${values.length} lie between ${min} and ${max} ${this.#unit}`
      : `${this.#label}: nothing measured yet`);
  }
}

/** The next of 1, 2, 4, 10, 20, 40, 100 …, all of which halve into a short number; at least 1. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 4, 10].map(step => step * power).find(step => step >= value) ?? power;
}

/** The value in the middle, or the mean of the two there. */
function median(sorted) {
  const last = sorted.length - 1;
  return (sorted[Math.floor(last / 2)] + sorted[Math.ceil(last / 2)]) / 2;
}

function svgElement(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  return made;
}
