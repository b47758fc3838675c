/**
 * Opens an audio context that runs.
 *
 * @param {AbortSignal} signal closes it
 * @returns {AudioContext}
 */
export function openAudioContext(signal) {
  const context = new AudioContext();
  whenAllowed(() => context.resume(), signal);
  signal.addEventListener('abort', () => context.close());
  return context;
}

/**
 * Does what a browser allows only after a click. One on Start was before; should the browser think
 * that this is too long ago, any other click will do.
 *
 * @see https://html.spec.whatwg.org/multipage/interaction.html#tracking-user-activation
 * @param {() => Promise<unknown>} action may be done twice
 * @param {AbortSignal} signal gives up
 */
export function whenAllowed(action, signal) {
  const attempt = () => {
    action().catch(() => {});
  };
  attempt();
  document.addEventListener('click', attempt, { signal });
}
