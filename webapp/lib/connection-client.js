import { announceChannelsOnceOpen } from './data-channel-event.js';
import { HttpError, requestJson } from './http.js';
import { enableStereoOpus } from './stereo-opus.js';

/**
 * A peer connection whose other end is in the server: closing this one deletes that one.
 */
class ServerConnection extends RTCPeerConnection {
  #markClosed;

  /**
   * Fulfilled once this side has called close(), for which W3C fires no event.
   *
   * @see https://www.w3.org/TR/webrtc/#dom-rtcpeerconnection-close
   * @type {Promise<void>}
   */
  closed = new Promise(resolve => {
    this.#markClosed = resolve;
  });

  /**
   * @param {string} id the server's name for this connection
   */
  constructor(id) {
    super(); // no ICE servers: the server is to be reachable at its host candidates
    this.id = id;
    announceChannelsOnceOpen(this);
  }

  get url() {
    return `connections/${this.id}`;
  }

  close() {
    if (this.signalingState === 'closed') {
      return;
    }
    super.close();
    this.#markClosed();
    // keepalive lets the request outlive the page, for this may be its last act. If it does
    // not get through, the server notices by itself that nobody is there any more.
    fetch(this.url, { method: 'DELETE', keepalive: true }).catch(() => {});
  }
}

/**
 * Connects this page to the server, which offers; the browser answers.
 *
 * @param {object} [options]
 * @param {(peerConnection: ServerConnection) => unknown} [options.beforeAnswer]
 *     Prepares the connection once the offer is known: the place for listeners and tracks. It may be
 *     asynchronous. If it returns a function, that runs when the connection is closed.
 * @param {boolean} [options.stereo] whether to ask for sound in stereo
 * @param {AbortSignal} [options.signal] closes the connection, established or not
 * @returns {Promise<ServerConnection>} fulfilled when the server has the answer; ICE may go on longer
 */
export async function createConnection({ beforeAnswer = () => {}, stereo = false, signal } = {}) {
  // The signal does not cancel this request: the server may have acted on it already, and only
  // its answer names the connection that has to be deleted then.
  const { id, localDescription: offer } = await requestJson('connections', { method: 'POST' });

  const peerConnection = new ServerConnection(id);
  const close = () => peerConnection.close();
  signal?.addEventListener('abort', close);

  try {
    signal?.throwIfAborted();
    // Promises of a closed RTCPeerConnection may stay pending for ever, hence the race.
    // https://www.w3.org/TR/webrtc/#operation
    await Promise.race([
      answer(peerConnection, offer, { beforeAnswer, stereo }),
      rejectWhenClosed(peerConnection),
    ]);
    return peerConnection;
  } catch (error) {
    close();
    throw error;
  }
}

async function answer(peerConnection, offer, { beforeAnswer, stereo }) {
  await peerConnection.setRemoteDescription(offer);

  const cleanUp = await beforeAnswer(peerConnection);
  if (typeof cleanUp === 'function') {
    peerConnection.closed.then(cleanUp); // at once if it was closed in the meantime
  }

  const { type, sdp } = await peerConnection.createAnswer();
  await peerConnection.setLocalDescription({ type, sdp: stereo ? enableStereoOpus(sdp) : sdp });

  // Sent without waiting for candidates. Browsers hide theirs behind mDNS names anyway, and the
  // server learns the true address from the first connectivity check:
  // https://www.rfc-editor.org/rfc/rfc8445#section-7.3.1.3 (peer-reflexive candidates)
  await requestJson(`${peerConnection.url}/remote-description`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(peerConnection.localDescription),
  }).catch(cause => {
    throw isGone(cause)
      ? new Error('The answer came too late: the server had closed the connection, as it does after a time.', { cause })
      : cause;
  });
}

/** The server made the connection, but does not know it any more. */
function isGone(error) {
  return error instanceof HttpError && error.status === 404;
}

async function rejectWhenClosed(peerConnection) {
  await peerConnection.closed;
  throw new DOMException('The connection was closed.', 'AbortError');
}
