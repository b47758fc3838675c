/**
 * The connections that clients have negotiated with this server: each a peer, its timers and its
 * id; the registry of all; and {@link org.webrtcexamples.connections.Example}, the contract of what
 * a peer is for. Knows the peers' contract, not their engines.
 */
package org.webrtcexamples.connections;
