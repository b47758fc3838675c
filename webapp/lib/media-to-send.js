import { openDevices } from './devices.js';
import { DeviceChoice } from './device-choice.js';
import { element } from './dom.js';
import { formatSize } from './format.js';
import { Picture } from './picture.js';
import { RadioGroup } from './radio-group.js';
import { openTestPicture } from './test-picture.js';

const PART = { video: 'picture', audio: 'sound' };
const DEVICE = { video: 'camera', audio: 'microphone' };

/**
 * Picture and sound that the user chooses: a test picture, or what camera and microphone take.
 */
export class MediaToSend {
  #source;
  #parts;
  #size;
  #colour = element('input', { id: 'colour', type: 'color', value: '#1a6f8f' });
  #devices = {
    video: new DeviceChoice({ id: 'camera', label: 'Camera', kind: 'videoinput' }),
    audio: new DeviceChoice({ id: 'microphone', label: 'Microphone', kind: 'audioinput' }),
  };
  #testFields;
  #deviceFields;
  #error = element('p', { id: 'devices-error', class: 'error', role: 'alert', hidden: '' });

  /** What is sent, as it is here. */
  picture = new Picture({ id: 'own-video', label: 'Own picture', words: 'Nothing is sent yet.' });

  /**
   * @param {object} [options]
   * @param {('video' | 'audio')[]} [options.kinds] what there is to be sent
   * @param {boolean} [options.inParts] whether the user may leave out some of it, or all
   * @param {[number, number][]} [options.sizes] of the picture, to choose from: width and height in
   *     pixels. A camera takes the nearest that it can.
   */
  constructor({ kinds = ['video', 'audio'], inParts = false, sizes = [[640, 480]] } = {}) {
    this.picture.video.muted = true;
    const withSound = kinds.includes('audio');
    this.#source = new RadioGroup({
      name: 'media',
      legend: 'What is sent',
      choices: [
        { id: 'send-test', value: 'test', label: withSound ? 'a test picture with beeps' : 'a test picture' },
        { id: 'send-devices', value: 'devices', label: withSound ? 'camera and microphone' : 'the camera' },
      ],
    });
    this.#parts = kinds.map(kind =>
      element('input', { id: `send-${kind}`, type: 'checkbox', value: kind, checked: '' }));
    this.#size = element('select', { id: 'size' },
      ...sizes.map(size => element('option', { value: size.join('x') }, formatSize(size))));
    this.#testFields = field('Colour of the test picture', this.#colour);
    this.#deviceFields = element('div', { class: 'fields' }, ...kinds.map(kind => this.#devices[kind].element));
    const parts = element('div', { class: 'choices' }, ...this.#parts.map(part =>
      element('label', { class: 'choice' }, part, `Send the ${PART[part.value]}`)));
    this.element = element('div', {},
      this.#source.element,
      this.#error,
      element('div', { class: 'fields' },
        this.#testFields,
        this.#deviceFields,
        ...sizes.length > 1 ? [field('Size', this.#size)] : [],
        ...inParts ? [parts] : []));
    this.#showFields();
    this.element.addEventListener('change', () => this.#showFields());
  }

  #showFields() {
    this.#testFields.hidden = this.#source.value !== 'test';
    this.#deviceFields.hidden = this.#source.value !== 'devices';
  }

  /**
   * Sends it to whom has offered to receive. Returns without waiting for the user to allow the
   * camera, which may take longer than the other side waits for its answer.
   *
   * @param {RTCPeerConnection} peerConnection with the offer as its remote description
   * @param {AbortSignal} signal ends it
   */
  send(peerConnection, signal) {
    const senders = peerConnection.getTransceivers().map(transceiver => {
      transceiver.direction = 'sendrecv'; // as far as the offer lets it
      return { kind: transceiver.receiver.track.kind, sender: transceiver.sender };
    });
    // Tracks of one stream are played in step: https://www.w3.org/TR/webrtc/#dom-rtcrtpsender-setstreams
    const together = new MediaStream();
    senders.forEach(({ sender }) => sender.setStreams(together));

    let leaving = new AbortController(); // the choice
    const choose = async () => {
      leaving.abort();
      leaving = new AbortController();
      const chosen = AbortSignal.any([signal, leaving.signal]);
      const stream = await this.#open(chosen);
      if (!chosen.aborted) {
        this.#show(stream);
        senders.forEach(({ kind, sender }) =>
          sender.replaceTrack(stream.getTracks().find(track => track.kind === kind) ?? null));
      }
    };
    const controls = [
      this.#source.element, ...this.#parts, this.#size, ...Object.values(this.#devices).map(device => device.element),
    ];
    for (const control of controls) {
      control.addEventListener('change', choose, { signal });
    }
    signal.addEventListener('abort', () => {
      this.picture.video.srcObject = null;
      this.picture.say('Nothing is sent any more.');
    });
    choose();
  }

  /** Goes back to the test picture if there is no camera to be had. */
  async #open(signal) {
    this.#error.hidden = true;
    const kinds = this.#parts.filter(({ checked }) => checked).map(({ value }) => value);
    if (kinds.length === 0) {
      return new MediaStream();
    }
    const [width, height] = this.#size.value.split('x').map(Number);
    if (this.#source.value === 'devices') {
      try {
        this.picture.say(`Please allow the browser to use the ${kinds.map(kind => DEVICE[kind]).join(' and the ')}.`);
        const constraints = { video: { width, height }, audio: {} };
        const stream = await openDevices(
          Object.fromEntries(kinds.map(kind => [kind, { ...constraints[kind], ...this.#devices[kind].constraint }])),
          signal);
        await Promise.all(kinds.map(kind => this.#devices[kind].list())); // named now that it is allowed
        return stream;
      } catch (error) {
        if (signal.aborted) {
          return null;
        }
        console.warn(error);
        this.#source.value = 'test';
        this.#showFields();
        this.#error.textContent = `${error.message} The test picture is sent instead.`;
        this.#error.hidden = false;
      }
    }
    const stream = openTestPicture({ width, height, colour: () => this.#colour.value }, signal);
    return new MediaStream(stream.getTracks().filter(({ kind }) => kinds.includes(kind)));
  }

  #show(stream) {
    const kinds = stream.getTracks().map(({ kind }) => kind);
    this.picture.video.srcObject = stream;
    if (kinds.includes('video')) {
      this.picture.say('');
    } else {
      this.picture.say(kinds.includes('audio') ? 'Only sound is sent.' : 'Nothing is sent.');
    }
  }
}

function field(label, input) {
  return element('p', { class: 'field' }, element('label', { for: input.id }, label), input);
}
