/**
 * Draws before the browser paints next, which it does not while the page is hidden. Readers who
 * asked for less motion get one picture a second.
 *
 * @param {() => void} draw
 */
export function beforeNextPaint(draw) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    setTimeout(() => requestAnimationFrame(draw), 1000);
  } else {
    requestAnimationFrame(draw);
  }
}
