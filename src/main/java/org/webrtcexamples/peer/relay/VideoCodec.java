package org.webrtcexamples.peer.relay;

/** How a picture may be encoded that is forwarded. */
enum VideoCodec {
    /** In RTP as <a href="https://www.rfc-editor.org/rfc/rfc7741">RFC 7741</a> says. */
    VP8,

    /** In RTP as <a href="https://www.rfc-editor.org/rfc/rfc6184">RFC 6184</a> says. */
    H264
}
