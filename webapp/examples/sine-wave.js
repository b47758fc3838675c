import { element } from '../lib/dom.js';
import { FrequencyInput } from '../lib/frequency-input.js';
import { Oscilloscope } from '../lib/oscilloscope.js';
import { detectPitch } from '../lib/pitch.js';
import { Reading } from '../lib/reading.js';
import { playReceivedSound } from '../lib/received-sound.js';
import { every } from '../lib/repeat.js';
import { sendValue } from '../lib/send-value.js';
import { VolumeInput } from '../lib/volume-input.js';

const frequency = new FrequencyInput({ id: 'frequency', label: 'Frequency', value: 440, min: 0, max: 24000 });
const volume = new VolumeInput();
const detected = new Reading({
  id: 'detected-frequency', label: 'Frequency detected in the received sound', unit: 'Hz', big: true,
});
const oscilloscope = new Oscilloscope({ label: 'Received sound' });

export const controls = [
  frequency.element,
  volume.element,
  element('dl', { class: 'facts panel' }, detected.element),
  oscilloscope.element,
];

/** Plays the tone that the server sends, and tells it the frequency over the data channel that it offers. */
export function beforeAnswer(peerConnection, page) {
  const sound = playReceivedSound(peerConnection, volume, page.signal);
  const analyser = new AnalyserNode(sound.context, { fftSize: 8192, smoothingTimeConstant: 0 });
  sound.connect(analyser);
  oscilloscope.watch(analyser, page.signal);
  every(200, () => detected.show(detectPitch(analyser)), page.signal);

  peerConnection.addEventListener('datachannel', ({ channel }) => {
    if (channel.label === 'frequency') {
      sendValue(frequency, channel, page.signal);
      channel.addEventListener('close', () => page.fail('The server closed the data channel.'));
    }
  });

  return () => detected.show(null);
}
