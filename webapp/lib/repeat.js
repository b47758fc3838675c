/**
 * Does something at an interval that the user may change meanwhile.
 *
 * @param {() => void} action
 * @param {import('./number-input.js').NumberInput} interval in ms
 * @returns {() => void} stops it
 */
export function repeat(action, interval) {
  let timer;

  function restart() {
    clearInterval(timer);
    timer = setInterval(action, interval.value);
  }

  restart();
  interval.element.addEventListener('change', restart);
  return () => {
    clearInterval(timer);
    interval.element.removeEventListener('change', restart);
  };
}

/**
 * Does something at a fixed interval.
 *
 * @param {number} interval in ms
 * @param {() => void} action
 * @param {AbortSignal} signal ends it
 */
export function every(interval, action, signal) {
  const timer = setInterval(action, interval);
  signal.addEventListener('abort', () => clearInterval(timer));
}
