import { element } from './dom.js';

const RETRY_MILLIS = 5000;

/**
 * How the broadcast stands, as the server tells it from when the page is loaded.
 *
 * @fires BroadcastStatus#change
 */
export class BroadcastStatus extends EventTarget {
  #output = element('span', { id: 'broadcast-state', class: 'badge' });
  #viewers = element('span', { id: 'viewers' });
  #source = null;

  /** @type {'live' | 'waiting' | 'unknown'} */
  state = 'unknown';

  /**
   * @param {object} options
   * @param {string} options.other the example on the other end
   * @param {string} options.invitation to its page
   */
  constructor({ other, invitation }) {
    super();
    this.element = element('p', { class: 'toolbar panel' },
      element('span', { role: 'status' }, 'The broadcast: ', this.#output),
      element('span', {}, 'Viewers: ', this.#viewers),
      element('a', { href: `../${other}/index.html`, target: '_blank' }, invitation));
    this.#show('unknown', null);

    // Browsers open but six HTTP/1.1 connections to a server: hidden pages leave theirs to the others.
    document.addEventListener('visibilitychange', () => this.#read());
    window.addEventListener('pagehide', () => this.#source?.close());
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#read());
    this.#read();
  }

  /** @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
  #read() {
    this.#source?.close();
    if (document.hidden) {
      return;
    }
    this.#source = new EventSource('status');
    this.#source.addEventListener('message', ({ data }) => {
      const { state, viewers } = JSON.parse(data);
      this.#show(state, viewers);
    });
    this.#source.addEventListener('error', ({ target }) => {
      this.#show('unknown', null);
      // It tries again by itself, but not after the server has refused it.
      if (target.readyState === EventSource.CLOSED && target === this.#source) {
        setTimeout(() => this.#read(), RETRY_MILLIS);
      }
    });
  }

  #show(state, viewers) {
    this.state = state;
    this.#output.textContent = state;
    this.#output.dataset.state = state;
    this.#viewers.textContent = viewers ?? '–';
    this.dispatchEvent(new Event('change'));
  }
}
