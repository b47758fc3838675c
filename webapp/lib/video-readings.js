import { element } from './dom.js';
import { formatSize } from './format.js';
import { LiveChart } from './live-chart.js';
import { Reading } from './reading.js';
import { every } from './repeat.js';

/** Where the statistics tell of each direction. https://www.w3.org/TR/webrtc-stats/#rtctatstype-* */
const RECEIVED = { type: 'inbound-rtp', frames: 'framesDecoded', bytes: 'bytesReceived', lost: 'inbound-rtp' };
const SENT = { type: 'outbound-rtp', frames: 'framesEncoded', bytes: 'bytesSent', lost: 'remote-inbound-rtp' };

/**
 * How the picture of a connection goes, measured once a second.
 */
export class VideoReadings {
  #direction;
  #rate = new Reading({ id: 'frame-rate', label: 'Frames a second', unit: 'fps' });
  #size = new Reading({ id: 'frame-size', label: 'Size', unit: 'pixels', format: formatSize });
  #bitrate = new Reading({ id: 'bitrate', label: 'Bitrate', unit: 'kbit/s', digits: 0 });
  #lost = new Reading({ id: 'packets-lost', label: 'Packets lost', digits: 0 });
  #chart;

  /**
   * @param {'received' | 'sent'} direction
   */
  constructor(direction) {
    this.#direction = direction === 'sent' ? SENT : RECEIVED;
    this.#chart = new LiveChart({
      id: 'frame-rates', label: `Frames ${direction} in a second`, unit: 'fps', capacity: 60,
    });
    this.elements = [
      element('dl', { class: 'facts panel' },
        this.#rate.element,
        this.#size.element,
        this.#bitrate.element,
        this.#lost.element),
      this.#chart.element,
    ];
  }

  /**
   * @param {RTCPeerConnection} peerConnection
   * @param {AbortSignal} signal ends it
   */
  watch(peerConnection, signal) {
    let before = null;
    this.#chart.clear();
    every(1000, async () => {
      const report = [...(await peerConnection.getStats()).values()].filter(({ kind }) => kind === 'video');
      const now = report.find(({ type }) => type === this.#direction.type);
      const lost = report.find(({ type }) => type === this.#direction.lost)?.packetsLost;
      if (now && before && !signal.aborted) {
        this.#show(before, now, lost);
      }
      before = now;
    }, signal);
    signal.addEventListener('abort', () => {
      [this.#rate, this.#size, this.#bitrate, this.#lost].forEach(reading => reading.show(null));
    });
  }

  #show(before, now, lost) {
    const seconds = (now.timestamp - before.timestamp) / 1000;
    const { frames, bytes } = this.#direction;
    const rate = ((now[frames] ?? 0) - (before[frames] ?? 0)) / seconds;
    this.#rate.show(rate);
    this.#chart.add(rate);
    this.#bitrate.show((now[bytes] - before[bytes]) * 8 / 1000 / seconds);
    this.#size.show(now.frameWidth ? [now.frameWidth, now.frameHeight] : null);
    this.#lost.show(lost ?? null);
  }
}
