import { openAudioContext } from './audio-context.js';
import { element } from './dom.js';

const WIDTH = 640;
const HEIGHT = 480;
const FRAME_RATE = 25;
const BEEP = { frequency: 1000, level: 0.25, duration: 0.08 }; // Hz, of full scale, s
const FLASH = 80; // ms: two frames, should one be lost

/**
 * Makes a picture that moves, with a clock, and a sound. At each full second the picture flashes
 * white and the sound beeps: if they arrive apart, that is seen and heard.
 *
 * @param {() => string} colour the picture's, in CSS
 * @param {AbortSignal} signal ends it
 * @returns {MediaStream}
 */
export function openTestPicture(colour, signal) {
  const canvas = element('canvas', { width: WIDTH, height: HEIGHT });
  const drawing = canvas.getContext('2d', { alpha: false });
  const beeper = new Beeper(openAudioContext(signal));
  let drawnAt = Date.now();
  let flashedAt = 0;

  function draw() {
    const now = Date.now();
    if (Math.floor(now / 1000) > Math.floor(drawnAt / 1000)) {
      flashedAt = now;
      beeper.beep();
    }
    drawnAt = now;
    drawPicture(drawing, now, now < flashedAt + FLASH ? 'white' : colour());
  }

  draw();
  const stream = canvas.captureStream(); // takes each picture that is drawn
  stream.addTrack(beeper.track);
  const ticker = new Worker(new URL('ticker.js', import.meta.url));
  ticker.addEventListener('message', draw);
  ticker.postMessage(1000 / FRAME_RATE);
  signal.addEventListener('abort', () => {
    ticker.terminate();
    stream.getTracks().forEach(track => track.stop());
  });
  return stream;
}

class Beeper {
  #gain;

  constructor(context) {
    this.#gain = new GainNode(context, { gain: 0 });
    const oscillator = new OscillatorNode(context, { frequency: BEEP.frequency });
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    oscillator.connect(this.#gain).connect(destination);
    oscillator.start();
    [this.track] = destination.stream.getAudioTracks();
  }

  beep() {
    const { gain, context } = this.#gain;
    gain.setValueAtTime(BEEP.level, context.currentTime);
    gain.setValueAtTime(0, context.currentTime + BEEP.duration);
  }
}

function drawPicture(drawing, now, colour) {
  drawing.fillStyle = colour;
  drawing.fillRect(0, 0, WIDTH, HEIGHT);

  const turn = now % 4000 / 4000 * 2 * Math.PI;
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
  const time = new Date(now).toISOString().slice(14, 22); // minutes to hundredths of a second
  drawing.fillText(time, WIDTH / 2, HEIGHT / 2 + 4);
}
