import { byId, element, enableInsteadOf } from '../lib/dom.js';
import { NumberInput } from '../lib/number-input.js';
import { Reading } from '../lib/reading.js';
import { every } from '../lib/repeat.js';
import { sendBounded } from '../lib/send-bounded.js';
import { TransferMeter } from '../lib/transfer-meter.js';

const KIB = 1024; // bytes

const total = new NumberInput({ id: 'total', label: 'Amount', unit: 'MiB', value: 10, min: 1, max: 1024 });
const chunk = new NumberInput({ id: 'chunk', label: 'Chunk', unit: 'KiB', value: 64, min: 1, max: 256 });
const againButton = element('button', { id: 'transfer', type: 'button', disabled: '' }, 'Transfer again');
const cancelButton = element('button', { id: 'cancel', type: 'button', disabled: '' }, 'Cancel');
const queueTime = new Reading({ id: 'queue-time', label: 'Queued by the server in', unit: 'ms', digits: 0 });
const upload = new TransferMeter({ id: 'upload', label: 'Upload', bytesId: 'sent-bytes', bytesLabel: 'Sent' });
const download = new TransferMeter({
  id: 'download', label: 'Download', bytesId: 'received-bytes', bytesLabel: 'Received', more: [queueTime],
});
const verdict = element('p', { id: 'verdict', class: 'verdict', role: 'status', 'data-state': '' },
  'Nothing transferred yet.');

export const controls = [
  element('div', { class: 'fields' }, total.element, chunk.element),
  element('div', { class: 'toolbar' }, againButton, cancelButton),
  verdict,
  element('div', { class: 'side-by-side' }, upload.element, download.element),
];

/** Sends data over the data channel that the server offers and gets it back, whatever the amount. */
export function beforeAnswer(peerConnection, page) {
  peerConnection.addEventListener('datachannel', ({ channel }) => {
    if (channel.label !== 'datachannel-buffer-limits') {
      return;
    }
    let transfer = null; // the one under way

    function begin() {
      const { maxMessageSize } = peerConnection.sctp; // bytes
      if (chunk.value * KIB > maxMessageSize) {
        end(`The server takes messages of up to ${maxMessageSize} bytes. Choose smaller chunks.`, 'failed');
        return;
      }
      say('Uploading…');
      enableInsteadOf(cancelButton, againButton);
      queueTime.show(null);
      transfer = new Transfer(channel, total.value * KIB * KIB, chunk.value * KIB);
    }

    function end(...said) {
      transfer = null;
      enableInsteadOf(againButton, cancelButton);
      say(...said);
    }

    channel.addEventListener('message', ({ data }) => {
      const [, command, value] = /^#(\w+) (.*)$/s.exec(data) ?? [];
      switch (command) {
        case 'START':
          say('The server sends it back…');
          transfer.beginDownload(Number(value));
          break;
        case 'STOP':
          queueTime.show(Number(value));
          end(...transfer.finish());
          break;
        case 'ERROR':
          page.fail(`The server ended the transfer. ${value}`);
          break;
        default:
          transfer.receive(data);
      }
    });
    channel.addEventListener('close', () => page.fail(transfer
      ? 'The server closed the data channel in the middle of the transfer.'
      : 'The server closed the data channel.'));

    againButton.addEventListener('click', begin, { signal: page.signal });
    cancelButton.addEventListener('click', () => {
      page.stop('Cancelled. Press Start to connect again.');
      say('Cancelled.');
      byId('start').focus();
    }, { signal: page.signal });
    page.signal.addEventListener('abort', () => {
      if (transfer) {
        say('The transfer was not finished.', 'failed');
      }
      againButton.disabled = true;
      cancelButton.disabled = true;
    });
    every(100, () => transfer?.show(), page.signal);
    begin();
  });
}

/** There and back: sends chunks, and compares with them what returns. */
class Transfer {
  #channel;
  #total; // bytes
  #chunkSize; // bytes
  #sent = 0; // bytes
  #received = 0; // bytes
  #messages = 0;
  #expected; // the chunks that have not returned yet
  #difference = null; // from them, the first
  #downloading = false;
  #startedAt = performance.now(); // the upload, then the download

  constructor(channel, total, chunkSize) {
    this.#channel = channel;
    this.#total = total;
    this.#chunkSize = chunkSize;
    this.#expected = chunks(total, chunkSize);
    upload.begin(total);
    download.begin(total);
    sendBounded(channel, this.#messagesToSend());
  }

  * #messagesToSend() {
    yield `#START ${this.#chunkSize / KIB}`;
    for (const next of chunks(this.#total, this.#chunkSize)) {
      this.#sent += next.length;
      yield next;
    }
    yield '#STOP';
  }

  /**
   * @param {number} uploadTime in ms, as the server measured it
   */
  beginDownload(uploadTime) {
    upload.show(this.#total, uploadTime);
    this.#downloading = true;
    this.#startedAt = performance.now();
  }

  receive(message) {
    this.#received += message.length;
    this.#messages++;
    const expected = this.#expected.next().value ?? '';
    if (message !== expected) {
      this.#difference ??= `Message ${this.#messages} is not the ${expected.length} dots that were sent.`;
    }
  }

  /** Shows how it goes. */
  show() {
    const elapsed = performance.now() - this.#startedAt;
    if (this.#downloading) {
      download.show(this.#received, elapsed);
    } else {
      upload.show(Math.max(this.#sent - this.#channel.bufferedAmount, 0), elapsed);
    }
  }

  /**
   * @returns {[string, 'ok' | 'failed']} whether what came back is what was sent, in words and in a word
   */
  finish() {
    this.show();
    if (this.#difference) {
      return [`What came back differs from what was sent. ${this.#difference}`, 'failed'];
    }
    if (this.#received < this.#total) {
      return [`Only ${this.#received} of ${this.#total} bytes came back.`, 'failed'];
    }
    const rest = this.#total % this.#chunkSize;
    return [`Verified: ${this.#total} bytes came back, byte for byte what was sent, in ${this.#messages} messages of `
      + `${this.#chunkSize} bytes${rest > 0 ? `, the last one of ${rest}` : ''}.`, 'ok'];
  }
}

/** So many bytes in chunks, the last one shorter if need be. */
function* chunks(total, chunkSize) {
  const whole = '.'.repeat(chunkSize);
  let left = total;
  for (; left >= chunkSize; left -= chunkSize) {
    yield whole;
  }
  if (left > 0) {
    yield '.'.repeat(left);
  }
}

/**
 * @param {string} text how the transfer stands
 * @param {'' | 'ok' | 'failed'} [state]
 */
function say(text, state = '') {
  verdict.textContent = text;
  verdict.dataset.state = state;
}
