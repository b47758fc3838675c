const BETWEEN_LOOKS = 10; // ms; Chromium gives the same statistics again for 50 ms
const TO_APPEAR = 500; // ms

/**
 * Holds back the "datachannel" event until what is sent over the channel is sure to leave the browser, and what comes
 * over the channel in the meantime until that event has been handled.
 *
 * Chromium fires the event, with a channel that says "open", while its network thread has yet to open the channel, and
 * that thread drops what it is given before, without an error. Most of the time it is faster than the page: of a
 * thousand connections, about one loses what the page sends first. Only the statistics tell the network thread's state.
 *
 * @see https://www.w3.org/TR/webrtc/#announcing-a-data-channel-instance what should happen
 * @see https://webrtc.googlesource.com/src/+/3710345e71/pc/data_channel_controller.cc OnDataChannelOpenMessage, which
 *     fires the event before it opens the channel
 * @see https://webrtc.googlesource.com/src/+/3710345e71/pc/sctp_data_channel.cc SendImpl, which drops
 * @param {RTCPeerConnection} peerConnection one that nobody else listens to yet
 */
export function announceChannelsOnceOpen(peerConnection) {
  peerConnection.addEventListener('datachannel', async event => {
    if (!event.isTrusted) {
      return; // the copy, below
    }
    event.stopImmediatePropagation();
    const handOver = holdBack(event.channel, ['open', 'message', 'error', 'closing', 'close']);
    await untilOpen(event.channel, peerConnection);
    if (peerConnection.signalingState !== 'closed') {
      peerConnection.dispatchEvent(copy(event));
      handOver();
    }
  });
}

/**
 * @param {EventTarget} target
 * @param {string[]} types of events
 * @returns {() => void} hands over what came, in order, and holds back nothing any more
 */
function holdBack(target, types) {
  const held = [];
  const hold = event => {
    event.stopImmediatePropagation();
    held.push(event);
  };
  types.forEach(type => target.addEventListener(type, hold));
  return () => {
    types.forEach(type => target.removeEventListener(type, hold));
    held.forEach(event => target.dispatchEvent(copy(event)));
  };
}

/** An event to be fired instead of one that was stopped: Chromium keeps that stopped, however often it is fired. */
const copy = event => new event.constructor(event.type, event);

/** Fulfilled once the channel is open for the browser's network thread too, or not open any more. */
async function untilOpen(channel, peerConnection) {
  const announcedAt = performance.now();
  while (channel.readyState === 'open') {
    const state = await stateInStatistics(channel, peerConnection);
    // Statistics made before there was a channel may be given for a moment; a browser that has none
    // of channels at all is not Chromium.
    if (state === 'open' || !state && performance.now() - announcedAt > TO_APPEAR) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, BETWEEN_LOOKS));
  }
}

/**
 * @see https://www.w3.org/TR/webrtc-stats/#dcstats-dict*
 * @returns {Promise<RTCDataChannelState | undefined>} undefined if the statistics do not know the channel
 */
async function stateInStatistics(channel, peerConnection) {
  const statistics = [...(await peerConnection.getStats()).values()];
  return statistics.find(({ type, dataChannelIdentifier }) =>
    type === 'data-channel' && dataChannelIdentifier === channel.id)?.state;
}
