import { openDevices } from './devices.js';
import { DeviceChoice } from './device-choice.js';
import { element } from './dom.js';
import { Picture } from './picture.js';
import { openTestPicture } from './test-picture.js';

/**
 * Picture and sound that the user chooses: a test picture, or what camera and microphone take.
 */
export class MediaToSend {
  #test = element('input', { id: 'send-test', type: 'radio', name: 'media', checked: '' });
  #devices = element('input', { id: 'send-devices', type: 'radio', name: 'media' });
  #colour = element('input', { id: 'colour', type: 'color', value: '#1a6f8f' });
  #camera = new DeviceChoice({ id: 'camera', label: 'Camera', kind: 'videoinput' });
  #microphone = new DeviceChoice({ id: 'microphone', label: 'Microphone', kind: 'audioinput' });
  #testFields = element('div', { class: 'fields' },
    element('p', { class: 'field' }, element('label', { for: 'colour' }, 'Colour of the test picture'), this.#colour));
  #deviceFields = element('div', { class: 'fields' }, this.#camera.element, this.#microphone.element);
  #error = element('p', { id: 'devices-error', class: 'error', role: 'alert', hidden: '' });

  /** What is sent, as it is here. */
  picture = new Picture({ id: 'own-video', label: 'Own picture', words: 'Nothing is sent yet.' });

  constructor() {
    this.picture.video.muted = true;
    this.element = element('div', {},
      element('fieldset', { class: 'choices' },
        element('legend', {}, 'What is sent'),
        element('label', { class: 'choice' }, this.#test, 'a test picture with beeps'),
        element('label', { class: 'choice' }, this.#devices, 'camera and microphone')),
      this.#error,
      this.#testFields,
      this.#deviceFields);
    this.#showFields();
    this.element.addEventListener('change', () => this.#showFields());
  }

  #showFields() {
    this.#testFields.hidden = this.#devices.checked;
    this.#deviceFields.hidden = this.#test.checked;
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
    for (const control of [this.#test, this.#devices, this.#camera.element, this.#microphone.element]) {
      control.addEventListener('change', choose, { signal });
    }
    signal.addEventListener('abort', () => this.#show(null));
    choose();
  }

  /** Goes back to the test picture if there is no camera to be had. */
  async #open(signal) {
    this.#error.hidden = true;
    if (this.#devices.checked) {
      try {
        this.picture.say('Please allow the browser to use the camera and the microphone.');
        const stream = await openDevices({
          video: { width: 640, height: 480, ...this.#camera.constraint },
          audio: this.#microphone.constraint,
        }, signal);
        await Promise.all([this.#camera.list(), this.#microphone.list()]); // named now that it is allowed
        return stream;
      } catch (error) {
        if (signal.aborted) {
          return null;
        }
        console.warn(error);
        this.#test.checked = true;
        this.#showFields();
        this.#error.textContent = `${error.message} The test picture is sent instead.`;
        this.#error.hidden = false;
      }
    }
    return openTestPicture(() => this.#colour.value, signal);
  }

  #show(stream) {
    this.picture.video.srcObject = stream;
    this.picture.say(stream ? '' : 'Nothing is sent any more.');
  }
}
