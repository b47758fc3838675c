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
    const handOver = holdBack(event.channel);
    await untilOpen(event.channel, peerConnection);
    if (peerConnection.signalingState !== 'closed') {
      peerConnection.dispatchEvent(copy(event));
      handOver();
    }
  });
}

/**
 * Holds back what is fired at a channel that nobody else listens to yet.
 *
 * @param {RTCDataChannel} channel
 * @returns {() => void} fires it, in order, and holds back nothing any more
 */
function holdBack(channel) {
  const types = ['message', 'error', 'closing', 'close'];
  const held = [];
  const hold = event => {
    event.stopImmediatePropagation();
    held.push(event);
  };
  types.forEach(type => channel.addEventListener(type, hold));
  // Chromium may fire this again when its network thread has opened the channel: see RegisterObserver in
  // https://chromium.googlesource.com/chromium/src/+/01ab59ae08/third_party/blink/renderer/modules/peerconnection/rtc_data_channel.cc
  channel.addEventListener('open', event => event.isTrusted && event.stopImmediatePropagation());
  return () => {
    types.forEach(type => channel.removeEventListener(type, hold));
    channel.dispatchEvent(new Event('open'));
    held.forEach(event => channel.dispatchEvent(copy(event)));
  };
}

/** An event to be fired instead of one that was stopped: Chromium keeps that stopped, however often it is fired. */
const copy = event => new event.constructor(event.type, event);

/** Fulfilled once the channel is open for the browser's network thread too, or will never be. */
async function untilOpen(channel, peerConnection) {
  const announcedAt = performance.now();
  // For the same reason a channel that was "open" too early may become "connecting" and "open" once more.
  while (['open', 'connecting'].includes(channel.readyState)) {
    const askedAt = performance.now();
    const state = await stateInStatistics(channel, peerConnection);
    // For a moment the statistics may be from before there was the channel. A browser whose statistics
    // never tell of channels is taken at its word.
    const isOpen = state ? state === 'open' : askedAt - announcedAt > TO_APPEAR;
    if (isOpen && channel.readyState === 'open') {
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
