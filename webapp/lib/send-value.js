/**
 * Sends what the user sets over a data channel, as text: as soon as it is open, and whenever it changes.
 *
 * @param {{value: number | string, element: HTMLElement}} control
 * @param {RTCDataChannel} channel
 * @param {AbortSignal} signal ends it
 */
export function sendValue(control, channel, signal) {
  let sent;

  function send() {
    if (channel.readyState === 'open' && control.value !== sent) {
      sent = control.value;
      channel.send(sent);
    }
  }

  // "input" while a slider is dragged, "change" once a number is typed and, if need be, corrected.
  control.element.addEventListener('input', send, { signal });
  control.element.addEventListener('change', send, { signal });
  channel.addEventListener('open', send, { signal });
  send();
}
