/**
 * What is common to every peer, whatever engine it runs on: it makes an offer, applies an answer,
 * tells its ICE and signalling states, and closes; and the encoded frames that one may hand on.
 * Types and checks of text only; an engine lives in a package of its own and implements {@link
 * org.webrtcexamples.peer.Peer} and {@link org.webrtcexamples.peer.PeerFactory}.
 */
package org.webrtcexamples.peer;
