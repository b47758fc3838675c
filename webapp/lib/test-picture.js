import { openAudioContext } from './audio-context.js';
import { element } from './dom.js';

const WIDTH = 640;
const HEIGHT = 480;
const FRAME_RATE = 25;
const BEEP = { frequency: 1000, level: 0.25, duration: 0.08 }; // Hz, of full scale, s
const FLASH = 0.08; // s: two frames, should one be lost

/**
 * Makes a picture that moves, with a clock, and a sound. Once a second the picture flashes white
 * while the sound beeps: if they arrive apart, that is seen and heard.
 *
 * @param {() => string} colour the picture's, in CSS
 * @param {AbortSignal} signal ends it
 * @returns {MediaStream}
 */
export function openTestPicture(colour, signal) {
  const context = openAudioContext(signal);
  const beeps = new Beeps(context);
  const canvas = element('canvas', { width: WIDTH, height: HEIGHT });
  const drawing = canvas.getContext('2d', { alpha: false });
  const draw = () => {
    beeps.schedule();
    drawPicture(drawing, beeps.areSounding() ? 'white' : colour());
  };

  draw();
  const stream = canvas.captureStream(FRAME_RATE);
  stream.addTrack(beeps.track);
  const ticker = new Worker(new URL('ticker.js', import.meta.url));
  ticker.addEventListener('message', draw);
  ticker.postMessage(1000 / FRAME_RATE);
  signal.addEventListener('abort', () => {
    ticker.terminate();
    stream.getTracks().forEach(track => track.stop());
  });
  return stream;
}

/** A beep at every full second of an audio context. */
class Beeps {
  #context;
  #gain;
  #next = 1; // s, of the context's time

  constructor(context) {
    this.#context = context;
    this.#gain = new GainNode(context, { gain: 0 });
    const oscillator = new OscillatorNode(context, { frequency: BEEP.frequency });
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    oscillator.connect(this.#gain).connect(destination);
    oscillator.start();
    [this.track] = destination.stream.getAudioTracks();
  }

  /** Ahead of time, for the context keeps time better than any timer; to be called all the time. */
  schedule() {
    if (this.#context.currentTime > this.#next - 0.5) {
      this.#gain.gain.setValueAtTime(BEEP.level, this.#next);
      this.#gain.gain.setValueAtTime(0, this.#next + BEEP.duration);
      this.#next = Math.floor(this.#context.currentTime + 0.5) + 1;
    }
  }

  /** To half a frame. */
  areSounding() {
    const time = this.#context.currentTime + 0.5 / FRAME_RATE;
    return time >= 1 && time % 1 < FLASH;
  }
}

function drawPicture(drawing, colour) {
  const now = new Date();
  drawing.fillStyle = colour;
  drawing.fillRect(0, 0, WIDTH, HEIGHT);

  const turn = now.getTime() % 4000 / 4000 * 2 * Math.PI;
  drawing.fillStyle = 'rgb(0 0 0 / 35%)';
  drawing.beginPath();
  drawing.arc(WIDTH / 2 + 240 * Math.cos(turn), HEIGHT / 2 + 160 * Math.sin(turn), 50, 0, 2 * Math.PI);
  drawing.fill();

  drawing.fillStyle = 'black';
  drawing.fillRect(130, 195, 380, 90);
  drawing.fillStyle = 'white';
  drawing.font = '56px monospace';
  drawing.textAlign = 'center';
  drawing.textBaseline = 'middle';
  drawing.fillText(now.toISOString().slice(14, 22), WIDTH / 2, HEIGHT / 2 + 4); // minutes to hundredths of a second
}
