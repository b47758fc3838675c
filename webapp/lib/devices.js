const DEVICE = { video: 'camera', audio: 'microphone' };

/**
 * Opens a camera, a microphone, or both. Of both, one that cannot be had does not keep the page from the other.
 *
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 * @param {MediaStreamConstraints} constraints
 * @param {AbortSignal} signal switches them off
 * @returns {Promise<{stream: MediaStream, failures: string[]}>} with a sentence for a device that is not in the stream
 * @throws {Error} with a message fit for the page, if there is nothing to be had
 */
export async function openDevices(constraints, signal) {
  const kinds = Object.keys(constraints);
  if (!navigator.mediaDevices) {
    throw new Error(`Browsers give the ${devicesOf(kinds)} only to pages from https:// or localhost.`);
  }
  try {
    return { stream: await open(constraints, signal), failures: [] };
  } catch (error) {
    const askForEach = kinds.length > 1 && !signal.aborted
      && (error.cause.name !== 'NotAllowedError' || await isOneDenied(kinds));
    if (!askForEach) {
      throw error;
    }
    return openEach(constraints, signal);
  }
}

async function openEach(constraints, signal) {
  const stream = new MediaStream();
  const failures = [];
  for (const [kind, wanted] of Object.entries(constraints)) {
    signal.throwIfAborted(); // before it asks again
    try {
      const alone = await open({ [kind]: wanted }, signal);
      alone.getTracks().forEach(track => stream.addTrack(track));
    } catch (error) {
      failures.push(error.message);
    }
  }
  if (stream.getTracks().length === 0) {
    throw new Error(failures.join(' '));
  }
  return { stream, failures };
}

async function open(constraints, signal) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    throw new Error(reasonOf(cause, Object.keys(constraints)), { cause });
  }
  const switchOff = () => stream.getTracks().forEach(track => track.stop());
  if (signal.aborted) {
    switchOff();
  }
  signal.addEventListener('abort', switchOff);
  return stream;
}

/**
 * Whether the user has forbidden some of the devices, but not all. Who has just refused both at once is
 * not asked again.
 *
 * @see https://www.w3.org/TR/mediacapture-streams/#permissions-integration
 */
async function isOneDenied(kinds) {
  try {
    const permissions = await Promise.all(kinds.map(kind => navigator.permissions.query({ name: DEVICE[kind] })));
    const denied = permissions.filter(({ state }) => state === 'denied').length;
    return denied > 0 && denied < kinds.length;
  } catch {
    return false; // the browser does not tell
  }
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
