import { byId, element } from './dom.js';

const STATES = {
  connectionState: 'connection-state',
  iceConnectionState: 'ice-connection-state',
  signalingState: 'signaling-state',
};

/**
 * Shows a connection from the inside: its states and when they changed, its id and its session descriptions.
 */
export class ConnectionView {
  #startedAt;
  #shown;

  /** Forgets the connection before, and counts time from now. */
  reset() {
    this.#startedAt = performance.now();
    this.#shown = null;
    for (const id of [...Object.values(STATES), 'connection-id', 'time-to-connect', 'offer', 'answer']) {
      byId(id).textContent = '–';
    }
    byId('timeline').replaceChildren();
  }

  /**
   * @param {RTCPeerConnection & {id: string, closed: Promise<void>}} peerConnection
   */
  watch(peerConnection) {
    this.#shown = peerConnection;
    byId('connection-id').textContent = peerConnection.id;
    byId('offer').textContent = peerConnection.remoteDescription.sdp;
    for (const state of Object.keys(STATES)) {
      this.#show(peerConnection, state);
      peerConnection.addEventListener(`${state.toLowerCase()}change`, () => this.#show(peerConnection, state));
    }
    // From the moment it is sent: later the browser adds candidates to it.
    peerConnection.addEventListener('signalingstatechange', () => {
      if (peerConnection === this.#shown && peerConnection.signalingState === 'stable') {
        byId('answer').textContent = peerConnection.localDescription.sdp;
      }
    });
    peerConnection.closed.then(() => {
      Object.keys(STATES).forEach(state => this.#show(peerConnection, state));
    });
  }

  #show(peerConnection, state) {
    const value = peerConnection[state];
    const output = byId(STATES[state]);
    // A closed connection may still report after the next one was started.
    if (peerConnection !== this.#shown || output.textContent === value) {
      return;
    }
    output.textContent = value;

    const elapsed = (performance.now() - this.#startedAt).toFixed(0);
    byId('timeline').append(element('li', {}, element('span', {}, `${elapsed} ms`), `${state}: ${value}`));
    if (state === 'connectionState' && value === 'connected' && byId('time-to-connect').textContent === '–') {
      byId('time-to-connect').textContent = elapsed;
    }
  }
}
