import { openAudioContext } from './audio-context.js';
import { element } from './dom.js';
import { FrequencyInput } from './frequency-input.js';
import { openMicrophone } from './microphone.js';
import { RadioGroup } from './radio-group.js';

const LEVEL = 0.5; // of full scale: leaves the codec some room

/**
 * A sound that the user chooses: a tone, or what the microphone hears.
 */
export class SoundToSend {
  #frequency = new FrequencyInput({ id: 'frequency', label: 'Frequency', value: 440, min: 20, max: 20000 });
  #toneOn = element('input', { id: 'tone-on', type: 'checkbox', checked: '' });
  #source = new RadioGroup({
    name: 'sound',
    legend: 'What is sent',
    choices: [
      { id: 'send-tone', value: 'tone', label: 'a tone' },
      { id: 'send-microphone', value: 'microphone', label: 'the microphone' },
    ],
  });
  #error = element('p', { id: 'microphone-error', class: 'error', role: 'alert', hidden: '' });

  constructor() {
    this.element = element('div', {},
      this.#source.element,
      this.#error,
      this.#frequency.element,
      element('label', { class: 'choice' }, this.#toneOn, 'Tone on'));
  }

  /**
   * @param {AbortSignal} signal ends it
   * @returns {{stream: MediaStream, analyser: AnalyserNode}} the sound, whichever it is at the time
   */
  open(signal) {
    const context = openAudioContext(signal);
    const oscillator = new OscillatorNode(context);
    const gain = new GainNode(context, { gain: 0 });
    const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    oscillator.connect(gain).connect(analyser).connect(destination); // an analyser hands on what it gets
    oscillator.start();

    const setTone = () => {
      const level = this.#source.value === 'tone' && this.#toneOn.checked ? LEVEL : 0;
      oscillator.frequency.value = this.#frequency.value;
      gain.gain.setTargetAtTime(level, context.currentTime, 0.005); // not at once: that would click
    };
    for (const control of [this.#frequency.element, this.#toneOn]) {
      control.addEventListener('input', setTone, { signal });
      control.addEventListener('change', setTone, { signal });
    }

    let leaving = new AbortController(); // the choice
    const choose = async () => {
      leaving.abort();
      leaving = new AbortController();
      this.#error.hidden = true;
      if (this.#source.value === 'microphone') {
        await this.#hearMicrophone(analyser, AbortSignal.any([signal, leaving.signal]));
      }
      setTone();
    };
    this.#source.element.addEventListener('change', choose, { signal });
    choose();

    return { stream: destination.stream, analyser };
  }

  /** Goes back to the tone if there is no microphone to be had. */
  async #hearMicrophone(destination, signal) {
    try {
      const mediaStream = await openMicrophone(signal);
      if (!signal.aborted) {
        const heard = new MediaStreamAudioSourceNode(destination.context, { mediaStream });
        heard.connect(destination);
        signal.addEventListener('abort', () => heard.disconnect());
      }
    } catch (error) {
      if (!signal.aborted) {
        console.error(error);
        this.#source.value = 'tone';
        this.#error.textContent = `${error.message} The tone is sent instead.`;
        this.#error.hidden = false;
      }
    }
  }
}
