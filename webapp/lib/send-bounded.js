const MUCH = 4 * 1024 * 1024; // bytes
const LITTLE = 1024 * 1024; // bytes; enough to keep the network busy until the browser comes back for more

/**
 * Sends messages one after another, with few of them in memory at any time: it pauses when much
 * waits to be sent, and goes on when little does. Who sends everything at once needs memory for
 * everything, and Chromium's send() throws once 16 MiB wait.
 *
 * @see https://www.w3.org/TR/webrtc/#dom-rtcdatachannel-bufferedamount
 * @param {RTCDataChannel} channel an open one
 * @param {Iterable<string>} messages each is asked for when it is about to be sent
 * @returns {Promise<void>} fulfilled when the last is handed over, or the channel is not open any more
 */
export async function sendBounded(channel, messages) {
  channel.bufferedAmountLowThreshold = LITTLE;
  // Chromium does not watch a channel in the task that announces it: had everything that is sent in
  // there left before the next task, bufferedAmount would stay as it was. So this starts in the next.
  await new Promise(resolve => setTimeout(resolve));
  for (const message of messages) {
    if (channel.bufferedAmount > MUCH) {
      await until(channel, 'bufferedamountlow', 'close');
    }
    if (channel.readyState !== 'open') {
      return;
    }
    channel.send(message);
  }
}

function until(target, ...types) {
  return new Promise(resolve => {
    types.forEach(type => target.addEventListener(type, resolve, { once: true }));
  });
}
