import { openAudioContext } from './audio-context.js';
import { element } from './dom.js';

const DRAWN_WIDTH = 640; // as it is drawn; scaled to the size that is wanted
const DRAWN_HEIGHT = 480;
const FRAME_RATE = 25;
const BEEP = { frequency: 1000, level: 0.25, duration: 0.08 }; // Hz, of full scale, s
const FLASH = 80; // ms: two frames, should one be lost

/**
 * Makes a picture that moves, with a clock, and a sound. At each full second the picture flashes
 * white and the sound beeps: if they arrive apart, that is seen and heard.
 *
 * @param {object} options
 * @param {number} options.width in pixels
 * @param {number} options.height in pixels
 * @param {() => string} options.colour the picture's, in CSS
 * @param {AbortSignal} signal ends it
 * @returns {MediaStream}
 */
export function openTestPicture({ width, height, colour }, signal) {
  const canvas = element('canvas', { width, height });
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
  const { width, height } = drawing.canvas;
  const scale = Math.min(width / DRAWN_WIDTH, height / DRAWN_HEIGHT);
  drawing.setTransform(scale, 0, 0, scale, width / 2, height / 2); // the origin is in the middle
  drawing.fillStyle = colour;
  drawing.fillRect(-width / 2 / scale, -height / 2 / scale, width / scale, height / scale);

  const turn = now % 4000 / 4000 * 2 * Math.PI;
  drawing.fillStyle = 'rgb(0 0 0 / 35%)';
  drawing.beginPath();
  drawing.arc(240 * Math.cos(turn), 160 * Math.sin(turn), 50, 0, 2 * Math.PI);
  drawing.fill();

  drawing.fillStyle = 'black';
  drawing.fillRect(-190, -45, 380, 90);
  drawing.fillStyle = 'white';
  drawing.font = '56px monospace';
  drawing.textAlign = 'center';
  drawing.textBaseline = 'middle';
  const time = new Date(now).toISOString().slice(14, 22); // minutes to hundredths of a second
  drawing.fillText(time, 0, 4);
}
