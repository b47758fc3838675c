/**
 * The engine that forwards media without decoding it: ICE-lite, DTLS, SRTP, RTP and RTCP in Java,
 * for all peers on one UDP port.
 */
package org.webrtcexamples.peer.relay;
