/**
 * A worker that ticks. The timers of a page slow down to one tick a second while it is hidden; a
 * worker's do not: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers
 *
 * The page posts the interval in ms; a tick is a message without content.
 */
addEventListener('message', ({ data }) => {
  setInterval(() => postMessage(null), data);
});
