import { BroadcastStatus } from '../lib/broadcast-status.js';
import { MediaToSend } from '../lib/media-to-send.js';
import { VideoReadings } from '../lib/video-readings.js';

const status = new BroadcastStatus({ other: 'viewer', invitation: 'Watch it in another tab' });
const sent = new MediaToSend();
const readings = new VideoReadings('sent');

export const controls = [status.element, sent.element, sent.picture.element, ...readings.elements];

/** The user may have to allow camera and microphone. */
export const beforeConnect = page => sent.open(page.signal);

/** Sends picture and sound, which the server forwards to all viewers. */
export function beforeAnswer(peerConnection, page, media) {
  media.sendTo(peerConnection);
  readings.watch(peerConnection, page.signal);
}
