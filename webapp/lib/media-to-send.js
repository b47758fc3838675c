import { devicesOf, openDevices } from './devices.js';
import { DeviceChoice } from './device-choice.js';
import { element } from './dom.js';
import { followChoice } from './follow-choice.js';
import { formatSize } from './format.js';
import { Notice } from './notice.js';
import { Picture } from './picture.js';
import { RadioGroup } from './radio-group.js';
import { openTestPicture } from './test-picture.js';

const PART = { video: 'picture', audio: 'sound' };

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
  #notice = new Notice('devices');

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
      this.#notice.element,
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
   * Opens what is chosen, for which the user may have to allow camera and microphone, and follows each
   * later choice.
   *
   * @param {AbortSignal} signal ends it
   * @returns {Promise<{sendTo: (peerConnection: RTCPeerConnection) => void}>}
   *     sends it to the one who has offered to receive it, with the offer as its remote description
   * @throws {Error} with a message fit for the page, if it cannot be had
   */
  async open(signal) {
    let stream;
    let senders = [];
    const put = opened => {
      stream = opened;
      this.#show(stream);
      senders.forEach(({ kind, sender }) => {
        sender.replaceTrack(stream.getTracks().find(track => track.kind === kind) ?? null);
      });
    };
    signal.addEventListener('abort', () => {
      this.#notice.say('');
      this.#show(null);
    });
    const controls = [
      this.#source.element, ...this.#parts, this.#size, ...Object.values(this.#devices).map(device => device.element),
    ];
    const take = async chosen => {
      this.#show(null);
      const opened = await this.#open(chosen);
      if (!chosen.aborted) {
        put(opened);
      }
    };
    const onError = ({ message }) => {
      put(new MediaStream());
      this.#notice.complain(`Nothing is sent. ${message}`);
    };
    await followChoice({ controls, take, onError }, signal);

    return {
      sendTo: peerConnection => {
        senders = peerConnection.getTransceivers().map(transceiver => {
          transceiver.direction = 'sendrecv'; // as far as the offer lets it
          return { kind: transceiver.receiver.track.kind, sender: transceiver.sender };
        });
        // Tracks of one stream are played in step: https://www.w3.org/TR/webrtc/#dom-rtcrtpsender-setstreams
        const together = new MediaStream();
        senders.forEach(({ sender }) => sender.setStreams(together));
        put(stream);
      },
    };
  }

  async #open(signal) {
    this.#notice.say('');
    const kinds = this.#parts.filter(({ checked }) => checked).map(({ value }) => value);
    if (kinds.length === 0) {
      return new MediaStream();
    }
    const [width, height] = this.#size.value.split('x').map(Number);
    if (this.#source.value === 'devices') {
      return this.#openDevices(kinds, { video: { width, height }, audio: {} }, signal);
    }
    const stream = openTestPicture({ width, height, colour: () => this.#colour.value }, signal);
    return new MediaStream(stream.getTracks().filter(({ kind }) => kinds.includes(kind)));
  }

  async #openDevices(kinds, constraints, signal) {
    this.#notice.say(`Please allow the browser to use the ${devicesOf(kinds)}.`);
    const chosen = kinds.map(kind => [kind, { ...constraints[kind], ...this.#devices[kind].constraint }]);
    try {
      const { stream, failures } = await openDevices(Object.fromEntries(chosen), signal);
      const named = kinds.map(kind => this.#devices[kind].list()); // they have names now that they are allowed
      await Promise.allSettled(named);
      if (!signal.aborted) {
        this.#tellOfMissing(failures, stream);
      }
      return stream;
    } catch (cause) {
      throw new Error(`${cause.message} You can send the test picture instead.`, { cause });
    }
  }

  #tellOfMissing(failures, stream) {
    if (failures.length === 0) {
      this.#notice.say('');
      return;
    }
    const [{ kind }] = stream.getTracks();
    this.#notice.complain(`${failures.join(' ')} Only the ${PART[kind]} is sent.`);
  }

  #show(stream) {
    const kinds = stream?.getTracks().map(({ kind }) => kind) ?? [];
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
