import { element } from '../lib/dom.js';
import { MediaToSend } from '../lib/media-to-send.js';
import { RecordingView } from '../lib/recording-view.js';

const sent = new MediaToSend({ inParts: true, sizes: [[640, 480], [160, 120], [1280, 720]] });
const recording = new RecordingView();

export const controls = [
  sent.element,
  element('div', { class: 'side-by-side' }, recording.element, sent.picture.element),
  element('p', { class: 'hint' }, 'From Start on, the address of this page names the recording: whoever has it can see the'
    + ' recording, and delete it. The server deletes it by itself some time later.'),
];

/** The server ends a recording that is long enough, or fails. */
export const goodbye = 'The server has ended the recording. Press Start to record again.';

/** The user may have to allow camera and microphone. */
export const beforeConnect = page => sent.open(page.signal);

/** Sends picture and sound to the server, which records them, and shows the recording. */
export function beforeAnswer(peerConnection, page, media) {
  media.sendTo(peerConnection);
  recording.follow(peerConnection.id, page.signal);
}
