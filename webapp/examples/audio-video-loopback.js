import { element } from '../lib/dom.js';
import { MediaToSend } from '../lib/media-to-send.js';
import { ReceivedMedia } from '../lib/received-media.js';
import { VideoReadings } from '../lib/video-readings.js';
import { VolumeInput } from '../lib/volume-input.js';

const sent = new MediaToSend();
const received = new ReceivedMedia(new VolumeInput({ muted: true }));
const readings = new VideoReadings('received');

export const controls = [
  sent.element,
  element('div', { class: 'side-by-side' }, sent.picture.element, received.picture.element),
  element('p', { class: 'hint' }, 'What returns starts muted: the microphone would hear it, send it once more, and so on.'
    + ' With headphones, or the test picture, you can let it sound.'),
  ...readings.elements,
];

/** The user may have to allow camera and microphone. */
export const beforeConnect = page => sent.open(page.signal);

/** Sends picture and sound, and shows them as they return from the server. */
export function beforeAnswer(peerConnection, page, media) {
  media.sendTo(peerConnection);
  received.play(peerConnection, page.signal);
  received.picture.say('');
  readings.watch(peerConnection, page.signal);

  return () => received.picture.say('Nothing is received any more.');
}
