import { whenAllowed } from './audio-context.js';
import { Picture } from './picture.js';

/**
 * The picture that a connection receives, with its sound, if it has any.
 */
export class ReceivedMedia {
  #volume;

  /**
   * @param {import('./volume-input.js').VolumeInput} [volume] none if there is no sound
   */
  constructor(volume) {
    this.#volume = volume;
    this.picture = new Picture({
      id: 'received-video', label: 'Received picture', words: 'Nothing is received yet.',
    }, ...volume ? [volume.element] : []);
  }

  /**
   * @param {RTCPeerConnection} peerConnection with the offer as its remote description
   * @param {AbortSignal} signal ends it
   */
  play(peerConnection, signal) {
    const { video } = this.picture;
    const setVolume = () => {
      video.volume = this.#volume?.value ?? 0;
      video.muted = video.volume === 0;
    };
    setVolume();
    this.#volume?.element.addEventListener('input', setVolume, { signal });
    this.#volume?.element.addEventListener('change', setVolume, { signal });

    video.srcObject = new MediaStream(peerConnection.getReceivers().map(({ track }) => track));
    whenAllowed(() => video.play(), signal);
    signal.addEventListener('abort', () => {
      video.srcObject = null;
    });
  }
}
