const SILENCE = -60; // dB; a sine wave of full scale has -14 dB in the windowed spectrum

/**
 * The frequency of a tone: that of the highest peak of its spectrum.
 *
 * @param {AnalyserNode} analyser with smoothingTimeConstant 0. With an fftSize of 8192 or more at
 *     48 kHz the pitch of a tone of 20 Hz or more is right to 0.1 Hz.
 * @returns {number | null} in Hz, or null for silence
 */
export function detectPitch(analyser) {
  const spectrum = new Float32Array(analyser.frequencyBinCount); // dB
  analyser.getFloatFrequencyData(spectrum);

  let peak = 1;
  for (let bin = 2; bin < spectrum.length - 1; bin++) {
    if (spectrum[bin] > spectrum[peak]) {
      peak = bin;
    }
  }
  const [before, top, after] = spectrum.subarray(peak - 1, peak + 2);
  if (!(top > SILENCE && top >= before && top >= after)) {
    return null;
  }
  // A tone between two bins raises both. In dB the main lobe of the analyser's Blackman window is
  // close to a parabola, whose summit is the frequency. https://webaudio.github.io/web-audio-api/#blackman-window
  // https://ccrma.stanford.edu/~jos/sasp/Quadratic_Interpolation_Spectral_Peaks.html
  const summit = peak + (before - after) / (2 * (before - 2 * top + after));
  return summit * analyser.context.sampleRate / analyser.fftSize;
}
