/**
 * @param {number} seconds
 * @returns {string} such as "0:07" or "1:02:03"
 */
export function formatTime(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const parts = hours > 0 ? [hours, pad(minutes)] : [minutes];
  return [...parts, pad(whole % 60)].join(':');
}

function pad(number) {
  return String(number).padStart(2, '0');
}

/**
 * @param {number} bytes
 * @returns {string} such as "12 kB" or "3.4 MB"
 */
export function formatBytes(bytes) {
  if (bytes < 1e6) {
    return `${(bytes / 1e3).toFixed(0)} kB`;
  }
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/**
 * @param {[number, number]} size width and height in pixels
 * @returns {string} such as "640 × 480"
 */
export function formatSize([width, height]) {
  return `${width} × ${height}`;
}
