/**
 * Asks the other peer to send Opus in stereo, which it sends in mono unless told that this side likes stereo.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7587#section-6.1 (the parameter "stereo")
 * @see https://www.rfc-editor.org/rfc/rfc8866#section-6.15 (a=fmtp)
 * @param {string} sdp an answer, or an offer
 * @returns {string} the same with stereo=1 for every Opus payload type of its audio sections
 */
export function enableStereoOpus(sdp) {
  return sdp.split(/^(?=m=)/m)
    .map(section => section.startsWith('m=audio ') ? enableInSection(section) : section)
    .join('');
}

function enableInSection(section) {
  return [...section.matchAll(/^a=rtpmap:(\d+) opus\/48000.*$/gim)].reduce(
    (changed, [rtpmap, payloadType]) => enableForPayloadType(changed, rtpmap, payloadType), section);
}

function enableForPayloadType(section, rtpmap, payloadType) {
  const fmtp = new RegExp(`^(a=fmtp:${payloadType} )(.*)$`, 'gm');
  return section.search(fmtp) >= 0
    ? section.replace(fmtp, (_, start, parameters) => start + withStereo(parameters))
    : section.replace(rtpmap, `${rtpmap}\r\na=fmtp:${payloadType} stereo=1`);
}

/** sprop-stereo is another parameter: it tells what this side sends, not what it likes to receive. */
function withStereo(parameters) {
  const others = parameters.split(';').filter(parameter => !/^\s*(stereo=.*)?$/.test(parameter));
  return [...others, 'stereo=1'].join(';');
}
