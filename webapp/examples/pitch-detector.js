import { element } from '../lib/dom.js';
import { LiveChart } from '../lib/live-chart.js';
import { Oscilloscope } from '../lib/oscilloscope.js';
import { Reading } from '../lib/reading.js';
import { SoundToSend } from '../lib/sound-to-send.js';

const sound = new SoundToSend();
const reported = new Reading({
  id: 'reported-frequency', label: 'Frequency reported by the server', unit: 'Hz', big: true,
});
const oscilloscope = new Oscilloscope({ label: 'Sent sound' });
const reports = new LiveChart({ id: 'reports', label: 'Reported frequencies', unit: 'Hz' });

export const controls = [
  sound.element,
  element('dl', { class: 'facts panel' }, reported.element),
  oscilloscope.element,
  reports.element,
];

/** The user may have to allow the microphone. */
export const beforeConnect = page => sound.open(page.signal);

/** Sends a sound, and shows the pitch that the server hears in it, as it comes over the data channel it offers. */
export function beforeAnswer(peerConnection, page, { stream, analyser }) {
  stream.getTracks().forEach(track => peerConnection.addTrack(track, stream));
  oscilloscope.watch(analyser, page.signal);
  reports.clear();

  let silence;
  peerConnection.addEventListener('datachannel', ({ channel }) => {
    if (channel.label !== 'frequency') {
      return;
    }
    channel.addEventListener('message', ({ data }) => {
      const pitch = JSON.parse(data);
      reported.show(pitch);
      reports.add(pitch);
      clearTimeout(silence);
      silence = setTimeout(() => reported.show(null), 1000);
    });
    channel.addEventListener('close', () => page.fail('The server closed the data channel.'));
  });

  return () => {
    clearTimeout(silence);
    reported.show(null);
  };
}
