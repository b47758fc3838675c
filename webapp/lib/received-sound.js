import { openAudioContext, whenAllowed } from './audio-context.js';

/**
 * Plays what a connection receives, and lets the Web Audio API have it too.
 *
 * @param {RTCPeerConnection} peerConnection with the offer as its remote description
 * @param {import('./volume-input.js').VolumeInput} volume
 * @param {AbortSignal} signal ends it
 * @returns {MediaStreamAudioSourceNode} the sound as it was received, whatever the volume
 */
export function playReceivedSound(peerConnection, volume, signal) {
  const mediaStream = new MediaStream(peerConnection.getReceivers().map(({ track }) => track));

  // Chromium hands on the sound of a received track only once a media element has it; without this
  // one the source node below would be silent, too: https://crbug.com/933677
  const audio = new Audio();
  audio.srcObject = mediaStream;
  whenAllowed(() => audio.play(), signal);
  signal.addEventListener('abort', () => {
    audio.srcObject = null;
  });

  const setVolume = () => {
    audio.volume = volume.value;
  };
  setVolume();
  volume.element.addEventListener('input', setVolume, { signal });
  volume.element.addEventListener('change', setVolume, { signal });

  return new MediaStreamAudioSourceNode(openAudioContext(signal), { mediaStream });
}
