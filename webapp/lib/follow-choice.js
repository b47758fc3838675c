/**
 * Does what the user has chosen, now and after each change.
 *
 * @param {object} options
 * @param {EventTarget[]} options.controls that the choice is made with
 * @param {(signal: AbortSignal) => Promise<void>} options.take
 *     does it; the signal ends it, when the choice changes or everything ends
 * @param {(error: Error) => void} options.onError called if a later choice cannot be had
 * @param {AbortSignal} signal ends it
 * @returns {Promise<void>} settled as the choice is that was not changed in the meantime; never after the signal
 */
export function followChoice({ controls, take, onError }, signal) {
  return new Promise((resolve, reject) => {
    let leaving = new AbortController(); // the choice
    let report = reject;
    const choose = async () => {
      leaving.abort();
      leaving = new AbortController();
      const chosen = AbortSignal.any([signal, leaving.signal]);
      try {
        await take(chosen);
        if (!chosen.aborted) {
          report = onError;
          resolve();
        }
      } catch (error) {
        if (!chosen.aborted) {
          console.warn(error);
          report(error);
        }
      }
    };
    for (const control of controls) {
      control.addEventListener('change', choose, { signal });
    }
    choose();
  });
}
