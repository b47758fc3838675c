import { openAudioContext } from './audio-context.js';
import { element } from './dom.js';
import { followChoice } from './follow-choice.js';
import { FrequencyInput } from './frequency-input.js';
import { openMicrophone } from './microphone.js';
import { Notice } from './notice.js';
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
  #notice = new Notice('microphone');

  constructor() {
    this.element = element('div', {},
      this.#source.element,
      this.#notice.element,
      this.#frequency.element,
      element('label', { class: 'choice' }, this.#toneOn, 'Tone on'));
  }

  /**
   * Opens what is chosen, for which the user may have to allow the microphone, and follows each later choice.
   *
   * @param {AbortSignal} signal ends it
   * @returns {Promise<{stream: MediaStream, analyser: AnalyserNode}>} the sound, whichever it is at the time
   * @throws {Error} with a message fit for the page, if there is none to be had
   */
  async open(signal) {
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

    signal.addEventListener('abort', () => this.#notice.say(''));
    const take = async chosen => {
      setTone();
      this.#notice.say('');
      if (this.#source.value === 'microphone') {
        this.#notice.say('Please allow the browser to use the microphone.');
        await hearMicrophone(analyser, chosen);
        if (!chosen.aborted) {
          this.#notice.say('');
        }
      }
    };
    const onError = ({ message }) => this.#notice.complain(`Nothing is sent. ${message}`);
    await followChoice({ controls: [this.#source.element], take, onError }, signal);

    return { stream: destination.stream, analyser };
  }
}

async function hearMicrophone(destination, signal) {
  const mediaStream = await openMicrophone(signal).catch(cause => {
    throw new Error(`${cause.message} You can send the tone instead.`, { cause });
  });
  if (!signal.aborted) {
    const heard = new MediaStreamAudioSourceNode(destination.context, { mediaStream });
    heard.connect(destination);
    signal.addEventListener('abort', () => heard.disconnect());
  }
}
