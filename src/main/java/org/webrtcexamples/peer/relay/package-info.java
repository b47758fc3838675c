/**
 * The engine that forwards media, or hands over its frames, without decoding: ICE-lite, DTLS, SRTP,
 * RTP and RTCP in Java, for all peers on one UDP port.
 */
package org.webrtcexamples.peer.relay;
