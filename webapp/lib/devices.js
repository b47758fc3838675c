const DEVICE = { video: 'camera', audio: 'microphone' };

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
  const kinds = Object.keys(constraints);
  if (!navigator.mediaDevices) {
    throw new Error(`Browsers give the ${devicesOf(kinds)} only to pages from https:// or localhost.`);
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    throw new Error(reasonOf(cause, kinds), { cause });
  }
  const switchOff = () => stream.getTracks().forEach(track => track.stop());
  if (signal.aborted) {
    switchOff();
  }
  signal.addEventListener('abort', switchOff);
  return stream;
}

/**
 * @param {('video' | 'audio')[]} kinds
 * @returns {string} the devices for them
 */
export function devicesOf(kinds) {
  return kinds.map(kind => DEVICE[kind]).join(' and the ');
}

function reasonOf({ name, message }, kinds) {
  const devices = devicesOf(kinds);
  const [verb, object] = kinds.length > 1 ? ['were', 'them'] : ['was', 'it'];
  switch (name) {
    case 'NotAllowedError':
      return `The ${devices} ${verb} not allowed. Allow ${object} with the icon beside the address bar.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `The browser finds no ${kinds.map(kind => DEVICE[kind]).join(', or no ')}.`;
    case 'NotReadableError':
      return `The ${devices} cannot be opened. Does another program use ${object}?`;
    default:
      return `The ${devices} cannot be opened: ${message}`;
  }
}
