import { element } from '../lib/dom.js';
import { MediaToSend } from '../lib/media-to-send.js';
import { RadioGroup } from '../lib/radio-group.js';
import { ReceivedMedia } from '../lib/received-media.js';
import { sendValue } from '../lib/send-value.js';
import { VideoReadings } from '../lib/video-readings.js';

const sent = new MediaToSend({ kinds: ['video'], inParts: true, sizes: [[640, 480], [160, 120], [1280, 720]] });
const overlay = new RadioGroup({
  name: 'overlay',
  legend: 'Overlay',
  choices: [
    { id: 'overlay-text', value: 'text', label: 'Spinning text' },
    { id: 'overlay-clock', value: 'clock', label: 'Clock' },
  ],
});
const received = new ReceivedMedia();
const readings = new VideoReadings('received');

export const controls = [
  overlay.element,
  sent.element,
  element('div', { class: 'large-and-small' }, received.picture.element, sent.picture.element),
  ...readings.elements,
];

/** The user may have to allow the camera. */
export const beforeConnect = page => sent.open(page.signal);

/** Sends a picture, shows it as the server has drawn on it, and tells the server what to draw. */
export function beforeAnswer(peerConnection, page, media) {
  media.sendTo(peerConnection);
  received.play(peerConnection, page.signal);
  received.picture.say('');
  readings.watch(peerConnection, page.signal);

  peerConnection.addEventListener('datachannel', ({ channel }) => {
    if (channel.label === 'overlay') {
      sendValue(overlay, channel, page.signal);
    }
  });

  return () => received.picture.say('Nothing is received any more.');
}
