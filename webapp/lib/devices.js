/**
 * Opens a camera, a microphone, or both.
 *
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 * @param {MediaStreamConstraints} constraints
 * @param {AbortSignal} signal switches it off
 * @returns {Promise<MediaStream>}
 * @throws {Error} with a message fit for the page
 */
export async function openDevices(constraints, signal) {
  const what = [constraints.video && 'camera', constraints.audio && 'microphone'].filter(Boolean);
  if (!navigator.mediaDevices) {
    throw new Error(`Browsers give the ${what.join(' and ')} only to pages from https:// or localhost.`);
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    throw new Error(reasonOf(cause, what), { cause });
  }
  const switchOff = () => stream.getTracks().forEach(track => track.stop());
  if (signal.aborted) {
    switchOff();
  }
  signal.addEventListener('abort', switchOff);
  return stream;
}

function reasonOf({ name, message }, what) {
  switch (name) {
    case 'NotAllowedError':
      return `The ${what.join(' and the ')} ${what.length > 1 ? 'were' : 'was'} not allowed.`
        + ' The browser lets you change that next to the address.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `The browser finds no ${what.join(', or no ')}.`;
    case 'NotReadableError':
      return `The ${what.join(' or the ')} cannot be opened. Does another program use it?`;
    default:
      return `The ${what.join(' or the ')} cannot be opened: ${message}`;
  }
}
