import { element } from '../lib/dom.js';
import { LevelMeter } from '../lib/level-meter.js';
import { Oscilloscope } from '../lib/oscilloscope.js';
import { playReceivedSound } from '../lib/received-sound.js';
import { sendValue } from '../lib/send-value.js';
import { Slider } from '../lib/slider.js';
import { VolumeInput } from '../lib/volume-input.js';

const panning = new Slider({
  id: 'panning', label: 'Panning', value: 50, min: 0, max: 100, ends: ['Left', 'Right'],
  format: value => `left ${100 - value} %, right ${value} %`,
});
const volume = new VolumeInput();
const sides = ['left', 'right'].map(side => ({
  oscilloscope: new Oscilloscope({ label: `Received sound, ${side}` }),
  level: new LevelMeter({ id: `level-${side}`, label: `Level (RMS), ${side}` }),
}));
sides.forEach(({ oscilloscope, level }) => oscilloscope.element.append(level.element));

export const controls = [
  panning.element,
  volume.element,
  element('div', { class: 'side-by-side' }, ...sides.map(({ oscilloscope }) => oscilloscope.element)),
];

/** Opus carries one channel, unless the answer says that two are welcome. */
export const stereo = true;

/** Plays the two channels that the server sends, and tells it their balance over the data channel that it offers. */
export function beforeAnswer(peerConnection, page) {
  const sound = playReceivedSound(peerConnection, volume, page.signal);
  const splitter = new ChannelSplitterNode(sound.context, { numberOfOutputs: 2 });
  sound.connect(splitter);
  sides.forEach(({ oscilloscope, level }, channel) => {
    const analyser = new AnalyserNode(sound.context, { fftSize: 8192, smoothingTimeConstant: 0 });
    splitter.connect(analyser, channel);
    oscilloscope.watch(analyser, page.signal);
    level.watch(analyser, page.signal);
  });

  peerConnection.addEventListener('datachannel', ({ channel }) => {
    if (channel.label === 'panning') {
      sendValue(panning, channel, page.signal);
      channel.addEventListener('close', () => page.fail('The server closed the data channel.'));
    }
  });
}
