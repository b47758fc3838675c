import { Counter } from '../lib/counter.js';
import { element } from '../lib/dom.js';
import { LiveChart } from '../lib/live-chart.js';
import { NumberInput } from '../lib/number-input.js';
import { repeat } from '../lib/repeat.js';

const interval = new NumberInput({
  id: 'interval', label: 'Time between two pings', unit: 'ms', value: 1000, min: 10, max: 10000,
});
const pings = new Counter({ id: 'pings', label: 'Pings sent' });
const pongs = new Counter({ id: 'pongs', label: 'Pongs received' });
const roundTrips = new LiveChart({ id: 'rtt', label: 'Round-trip time', unit: 'ms' });

export const controls = [
  interval.element,
  element('dl', { class: 'facts panel' }, pings.element, pongs.element),
  roundTrips.element,
];

/** Sends "ping" again and again over the data channel that the server offers, and times each "pong". */
export function beforeAnswer(peerConnection, page) {
  const sentAt = []; // when the pings without a pong were sent, the oldest first
  let stopPinging = () => {};

  pings.reset();
  pongs.reset();
  roundTrips.clear();

  peerConnection.addEventListener('datachannel', ({ channel }) => {
    if (channel.label !== 'ping-pong') {
      return;
    }

    function ping() {
      if (channel.readyState === 'open') {
        console.log('sending ping');
        sentAt.push(performance.now());
        channel.send('ping');
        pings.increment();
      }
    }

    channel.addEventListener('message', ({ data }) => {
      if (data === 'pong') {
        console.log('received pong');
        // This channel loses nothing and keeps the order, as is usual, so the pong is for the oldest
        // ping: https://www.rfc-editor.org/rfc/rfc8832#section-5.1 (DATA_CHANNEL_RELIABLE)
        roundTrips.add(performance.now() - sentAt.shift());
        pongs.increment();
      }
    });
    channel.addEventListener('close', () => page.fail('The server closed the data channel.'));

    // A channel that the other side made is open before this event is fired:
    // https://www.w3.org/TR/webrtc/#announcing-a-data-channel-instance
    ping();
    stopPinging = repeat(ping, interval);
  });

  return () => stopPinging();
}
