/**
 * Opens the microphone, without the filters that would take a whistled tone for noise.
 *
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 * @param {AbortSignal} signal switches it off
 * @returns {Promise<MediaStream>}
 * @throws {Error} with a message fit for the page
 */
export async function openMicrophone(signal) {
  if (!navigator.mediaDevices) {
    throw new Error('Browsers give the microphone only to pages from https:// or localhost.');
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  } catch (cause) {
    throw new Error(reasonOf(cause), { cause });
  }
  const switchOff = () => stream.getTracks().forEach(track => track.stop());
  if (signal.aborted) {
    switchOff();
  }
  signal.addEventListener('abort', switchOff);
  return stream;
}

function reasonOf({ name, message }) {
  switch (name) {
    case 'NotAllowedError':
      return 'The microphone was not allowed. The browser lets you change that next to the address.';
    case 'NotFoundError':
      return 'The browser finds no microphone.';
    default:
      return `The microphone cannot be opened: ${message}`;
  }
}
