import { BroadcastStatus } from '../lib/broadcast-status.js';
import { element } from '../lib/dom.js';
import { ReceivedMedia } from '../lib/received-media.js';
import { VideoReadings } from '../lib/video-readings.js';
import { VolumeInput } from '../lib/volume-input.js';

const status = new BroadcastStatus({ other: 'broadcaster', invitation: 'Broadcast from another tab' });
const received = new ReceivedMedia(new VolumeInput());
const readings = new VideoReadings('received');
let watching = false;

export const controls = [
  status.element,
  received.picture.element,
  element('p', { class: 'hint' }, 'Mute it where the broadcaster’s microphone would hear it, or use headphones:'
    + ' else what sounds here is broadcast again.'),
  ...readings.elements,
];

function say() {
  if (!watching) {
    received.picture.say('Press Start to watch.');
  } else {
    received.picture.say(status.state === 'live' ? '' : 'Waiting for a broadcast');
  }
}

status.addEventListener('change', say);
say();

/** Shows the broadcast, whenever there is one. */
export function beforeAnswer(peerConnection, page) {
  received.play(peerConnection, page.signal);
  readings.watch(peerConnection, page.signal);
  watching = true;
  say();

  return () => {
    watching = false;
    say();
  };
}
