import { ConfirmedButton } from './confirmed-button.js';
import { element } from './dom.js';
import { formatBytes, formatSize, formatTime } from './format.js';
import { request, requestJson } from './http.js';
import { Reading } from './reading.js';

/** In ms, until it is read again. In other states it does not change any more. */
const INTERVAL = { recording: 900, finishing: 250, unknown: 3000 };

const WORDS = {
  recording: 'The server records what you send.',
  finishing: 'Finishing…',
  finished: 'Ready to be played.',
  failed: 'The recording has failed.',
};

/**
 * A recording on the server: how it goes and, once it has ended, how it looks. The hash of the page's
 * address names it, so that a bookmark leads back to it.
 */
export class RecordingView {
  #badge = element('span', { id: 'recording-state', class: 'badge', hidden: '' });
  #words = element('span', { id: 'recording-words', role: 'status', tabindex: -1 }, 'Nothing is recorded yet.');
  #error = element('p', { id: 'recording-error', class: 'error', role: 'alert', hidden: '' });
  #duration = new Reading({ id: 'recording-duration', label: 'Time', format: formatTime });
  #bytes = new Reading({ id: 'recording-bytes', label: 'Size', format: formatBytes });
  #picture = new Reading({ id: 'recording-picture', label: 'Picture', format: formatSize });
  #dropped = element('dd', { id: 'recording-dropped' });
  #droppedFact = element('div', { class: 'wide', hidden: '' }, element('dt', {}, 'Dropped'), this.#dropped);
  #facts = element('dl', { class: 'facts', hidden: '' },
    ...[this.#duration, this.#bytes, this.#picture].map(reading => reading.element),
    this.#droppedFact);
  #screen = element('div', { class: 'screen', hidden: '' });
  #download = element('a', { id: 'download', class: 'button', download: '' });
  #delete = new ConfirmedButton({
    id: 'delete', label: 'Delete', question: 'Delete it on the server, for good?', yes: 'Yes, delete', no: 'No, keep',
  }, () => this.#deleteShown());
  #actions = element('div', { class: 'toolbar', hidden: '' }, this.#download, this.#delete.element);

  #id = '';
  #state = '';
  #leaving = new AbortController(); // what is shown
  #sending = null;

  constructor() {
    this.element = element('section', { class: 'panel', 'aria-labelledby': 'recording-heading' },
      element('h2', { id: 'recording-heading' }, 'Recording'),
      element('p', { class: 'toolbar' }, this.#badge, this.#words),
      this.#error,
      this.#facts,
      this.#screen,
      this.#actions);
    window.addEventListener('hashchange', () => this.#followHash());
    this.#followHash();
  }

  #followHash() {
    if (this.#sending?.aborted === false) {
      this.#nameInAddress(); // a bookmark has to wait as long as this page records
    } else if (location.hash.length > 1) {
      this.follow(location.hash.slice(1));
    }
  }

  #nameInAddress() {
    const { pathname, search } = location;
    history.replaceState(null, '', this.#id === '' ? pathname + search : `#${this.#id}`);
  }

  get #url() {
    return `recordings/${encodeURIComponent(this.#id)}`;
  }

  /**
   * Shows a recording in place of the one before.
   *
   * @param {string} id
   * @param {AbortSignal} [sending] aborted when this page does not send to it any more
   */
  async follow(id, sending = null) {
    this.#clear(id);
    this.#sending = sending;
    const { signal } = this.#leaving;
    sending?.addEventListener('abort', () => {
      if (this.#state === 'recording') {
        this.#showState('finishing');
      }
    }, { signal });
    for (;;) {
      const interval = INTERVAL[await this.#read(signal)];
      if (interval === undefined) {
        return;
      }
      await new Promise(resolve => setTimeout(resolve, interval));
    }
  }

  /**
   * @param {AbortSignal} signal aborted when another is shown
   * @returns {Promise<string | undefined>} the recording's state
   */
  async #read(signal) {
    try {
      const { state: told, ...values } = await requestJson(this.#url, { signal });
      // The server may not know yet that nothing more comes.
      const state = told === 'recording' && this.#sending?.aborted ? 'finishing' : told;
      this.#show({ state, ...values });
      return state;
    } catch (error) {
      if (signal.aborted) {
        return undefined;
      }
      if (error.status === 404) {
        this.#clear(this.#id);
        this.#complain('The server has no such recording, or not any more.');
        return undefined;
      }
      console.warn(error);
      this.#complain(error.message);
      return 'unknown';
    }
  }

  #show({ state, duration, size, width, height, droppedFrames, droppedAudio, reason }) {
    this.#showState(state, reason);
    this.#duration.show(duration);
    this.#bytes.show(size);
    this.#picture.show(width > 0 ? [width, height] : null);
    this.#dropped.textContent = inWords(droppedFrames, droppedAudio);
    this.#droppedFact.hidden = this.#dropped.textContent === '';
    this.#facts.hidden = false;
    if (!(state in INTERVAL)) {
      this.#offer(size, width, height);
    }
  }

  #showState(state, reason = '') {
    this.#state = state;
    this.#badge.textContent = state;
    this.#badge.dataset.state = state;
    this.#badge.hidden = false;
    this.#say(state === 'finished' && reason ? reason : WORDS[state]);
    this.#complain(state === 'failed' ? reason : '');
  }

  #offer(size, width, height) {
    this.#delete.reset();
    this.#actions.hidden = false;
    this.#download.hidden = size === 0;
    if (size === 0) {
      return;
    }
    const player = element('video', {
      id: 'player', 'aria-label': 'The recording', controls: '', preload: 'metadata', playsinline: '',
    });
    player.addEventListener('error', () => this.#complain('The browser cannot play it. It may still be downloaded.'));
    player.src = `${this.#url}/video`;
    this.#screen.replaceChildren(player);
    this.#screen.style.aspectRatio = width > 0 ? `${width} / ${height}` : '4 / 1';
    this.#screen.hidden = false;
    this.#download.href = player.src;
    this.#download.textContent = `Download (${formatBytes(size)})`;
  }

  async #deleteShown() {
    const { signal } = this.#leaving;
    try {
      await request(this.#url, { method: 'DELETE' });
    } catch (error) {
      if (error.status !== 404 && !signal.aborted) {
        this.#complain(error.message);
        return;
      }
    }
    if (!signal.aborted) {
      this.#clear('');
      this.#say('The recording is deleted.');
      this.#words.focus();
    }
  }

  /** Shows nothing any more of what was there. */
  #clear(id) {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    this.#id = id;
    this.#state = '';
    this.#nameInAddress();
    for (const part of [this.#badge, this.#facts, this.#screen, this.#actions]) {
      part.hidden = true;
    }
    this.#screen.replaceChildren();
    this.#say('');
    this.#complain('');
  }

  /** Not again what it says already: that would be read out again. */
  #say(words) {
    if (this.#words.textContent !== words) {
      this.#words.textContent = words;
    }
  }

  #complain(reason) {
    if (this.#error.textContent !== reason) {
      this.#error.textContent = reason;
    }
    this.#error.hidden = reason === '';
  }
}

/**
 * What came to the server, and is not in the recording.
 *
 * @param {number} [frames] unknown of a recording that an earlier run of the server has made
 * @param {number} [sound] in seconds; unknown of such a recording, too
 * @returns {string} nothing if nothing is missing, as far as is known
 */
function inWords(frames = 0, sound = 0) {
  const sentences = [];
  if (frames > 0) {
    sentences.push(frames === 1 ? '1 frame is missing.' : `${frames} frames are missing.`);
  }
  if (sound > 0) {
    const seconds = sound < 0.01 ? 'Less than 0.01\u00a0s' : `${sound.toFixed(2)}\u00a0s`;
    sentences.push(`${seconds} of sound are missing.`);
  }
  return sentences.join(' ');
}
