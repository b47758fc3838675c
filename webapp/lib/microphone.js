import { openDevices } from './devices.js';

/**
 * Opens the microphone, without the filters that would take a whistled tone for noise.
 *
 * @param {AbortSignal} signal switches it off
 * @returns {Promise<MediaStream>}
 * @throws {Error} with a message fit for the page
 */
export async function openMicrophone(signal) {
  const { stream } = await openDevices({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  }, signal);
  return stream;
}
