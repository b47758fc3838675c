import { createConnection } from './connection-client.js';
import { ConnectionView } from './connection-view.js';
import { byId, enableInsteadOf } from './dom.js';
import { requestJson } from './http.js';

/**
 * The browser half of an example: what `examples/<name>.js` exports.
 *
 * @typedef {object} Example
 * @property {Node[]} [controls] what the example shows on the page, in order, from before Start on
 * @property {boolean} [stereo] whether the server is asked to send its sound in stereo
 * @property {string} [goodbye] what the page says when the server closes the connection, if that is no failure
 * @property {(page: Page) => unknown} [beforeConnect]
 *     called at each Start, before the server is asked for a connection, which it does not keep for long
 *     without an answer: the place for all that a user has to allow. May be asynchronous, and take its
 *     time. What it opens it must end with `page.signal`; if it throws, there is no connection.
 * @property {(peerConnection: RTCPeerConnection, page: Page, prepared: any) => unknown} beforeAnswer
 *     called at each Start, once the server's offer is known and before it is answered, with what
 *     `beforeConnect` has returned; may be asynchronous. If it returns a function, that runs when the
 *     connection is closed.
 */

/**
 * What an example may ask of the page that hosts it.
 *
 * @typedef {object} Page
 * @property {(reason: string) => void} fail closes the connection and tells the user why
 * @property {(text: string) => void} stop closes the connection as the user wished, and says so
 * @property {AbortSignal} signal aborted when the connection closes, by either side, or before there is one
 */

const startButton = byId('start');
const stopButton = byId('stop');
const connectionView = new ConnectionView();

/** @type {{stop: (text: string) => void} | null} */
let run = null;

/**
 * @param {'stopped' | 'preparing' | 'connecting' | 'connected' | 'disconnected' | 'failed'} state
 * @param {string} text the same in words
 * @param {string} [reason] what failed
 */
function show(state, text, reason = '') {
  byId('state').textContent = state;
  byId('state').dataset.state = state;
  byId('status').textContent = text;
  byId('error').textContent = reason;
  byId('error').hidden = reason === '';

  const running = state !== 'stopped' && state !== 'failed';
  const [enabled, disabled] = running ? [stopButton, startButton] : [startButton, stopButton];
  enableInsteadOf(enabled, disabled);
}

/**
 * One round from Start to Stop. Whatever comes after its end is no longer shown.
 *
 * @param {Example} example
 */
function startRun(example) {
  const stopping = new AbortController();
  const { signal } = stopping;

  function end(...shown) {
    if (!signal.aborted) {
      stopping.abort();
      run = null;
      show(...shown);
    }
  }
  const stop = text => end('stopped', text);
  const fail = reason => end('failed', 'Press Start to try again.', reason);

  const page = { fail, stop, signal };

  function beforeAnswer(peerConnection, prepared) {
    window.peerConnection = peerConnection;
    connectionView.watch(peerConnection);
    showProgress(peerConnection, signal, fail, () => {
      if (example.goodbye) {
        stop(example.goodbye);
      } else {
        fail('The server has closed the connection.');
      }
    });
    return example.beforeAnswer(peerConnection, page, prepared);
  }

  async function connect() {
    connectionView.reset();
    let prepared;
    if (example.beforeConnect) {
      show('preparing', 'Getting ready to connect…');
      prepared = await example.beforeConnect(page);
      signal.throwIfAborted();
      connectionView.reset();
    }
    show('connecting', 'Connecting…');
    const peerConnection = await createConnection({
      beforeAnswer: made => beforeAnswer(made, prepared), stereo: example.stereo, signal,
    });
    await peerConnection.closed;
    // If the run is not over by now, it was closed from the console or by the example itself.
    stop('The connection was closed. Press Start to connect again.');
  }

  connect().catch(error => {
    if (!signal.aborted) {
      console.error(error);
      fail(error.message);
    }
  });
  return { stop };
}

/**
 * @see https://www.w3.org/TR/webrtc/#rtcpeerconnectionstate-enum
 */
function showProgress(peerConnection, signal, fail, onGoodbye) {
  let wasConnected = false;
  peerConnection.addEventListener('connectionstatechange', () => {
    switch (peerConnection.connectionState) {
      case 'connected':
        wasConnected = true;
        show('connected', 'Connected to the server.');
        noticeGoodbye(peerConnection, signal, onGoodbye);
        break;
      case 'disconnected':
        show('disconnected', 'The server has gone quiet. Waiting for it to come back…');
        break;
      case 'failed':
      case 'closed':
        fail(wasConnected
          ? 'The connection to the server was lost.'
          : 'The server answers over HTTP, but the peers found no path to each other. Does a firewall block UDP?');
        break;
    }
  }, { signal });
}

/**
 * A server that closes says so, with DTLS. The peer connection would only miss it, seconds later.
 *
 * @see https://www.w3.org/TR/webrtc/#rtcdtlstransportstate-enum
 */
function noticeGoodbye(peerConnection, signal, onGoodbye) {
  const transport = peerConnection.sctp?.transport
    ?? peerConnection.getSenders().map(sender => sender.transport).find(Boolean);
  transport?.addEventListener('statechange', () => {
    if (transport.state === 'closed') {
      onGoodbye();
    }
  }, { signal });
}

/**
 * Loads the example that the address of this page names.
 *
 * @returns {Promise<Example>}
 */
async function loadExample() {
  const name = decodeURIComponent(location.pathname.split('/').at(-2));
  const known = (await requestJson('../examples')).find(example => example.name === name);
  if (!known) {
    throw new Error(`This server has no example named “${name}”. The list of all examples leads on.`);
  }
  document.title = `${known.title} – WebRTC examples`;
  byId('title').textContent = known.title;
  byId('description').textContent = known.description;
  try {
    return await import(`../examples/${known.name}.js`);
  } catch (cause) {
    throw new Error(`The browser half of this example cannot be loaded. ${cause.message}`, { cause });
  }
}

function host(example) {
  byId('controls').append(...(example.controls ?? []));

  startButton.addEventListener('click', () => {
    run = startRun(example);
  });
  stopButton.addEventListener('click', () => run?.stop('Stopped. Press Start to connect again.'));
  for (const button of [startButton, stopButton]) {
    // The focus moves from one to the other, so a key held down would start and stop in turns.
    button.addEventListener('keydown', event => {
      if (event.repeat) {
        event.preventDefault();
      }
    });
  }

  // The last event that is sure to come, also when the page goes into the back/forward cache. From
  // there it comes back as it went: stopped. https://html.spec.whatwg.org/multipage/#event-pagehide
  window.addEventListener('pagehide', () => {
    run?.stop('Stopped when you left the page. Press Start to connect again.');
  });

  show('stopped', 'Press Start to connect.');
}

try {
  host(await loadExample());
} catch (error) {
  console.error(error);
  byId('status').textContent = '';
  byId('error').textContent = error.message;
  byId('error').hidden = false;
}
