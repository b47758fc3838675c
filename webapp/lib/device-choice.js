import { element } from './dom.js';

/**
 * A choice between cameras, or microphones: shown if there are several.
 */
export class DeviceChoice {
  #kind;
  #select;

  /**
   * @param {object} options
   * @param {string} options.id of the select element
   * @param {string} options.label
   * @param {'videoinput' | 'audioinput'} options.kind
   */
  constructor({ id, label, kind }) {
    this.#kind = kind;
    this.#select = element('select', { id });
    this.element = element('p', { class: 'field', hidden: '' }, element('label', { for: id }, label), this.#select);
    navigator.mediaDevices?.addEventListener('devicechange', () => this.list());
  }

  /**
   * Lists them. A browser does not tell what there is before it lets the page use one.
   *
   * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-enumeratedevices
   */
  async list() {
    const devices = (await navigator.mediaDevices.enumerateDevices())
      .filter(({ kind, deviceId }) => kind === this.#kind && deviceId !== '');
    const chosen = this.#select.value;
    this.#select.replaceChildren(...devices.map(({ deviceId, label }, i) =>
      element('option', { value: deviceId }, label || `Device ${i + 1}`)));
    if (devices.some(({ deviceId }) => deviceId === chosen)) {
      this.#select.value = chosen;
    }
    this.element.hidden = devices.length < 2;
  }

  /** @returns {MediaTrackConstraints} */
  get constraint() {
    return this.#select.value === '' ? {} : { deviceId: { exact: this.#select.value } };
  }
}
