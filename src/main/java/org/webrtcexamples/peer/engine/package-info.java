/**
 * What the engines share: how a peer tells its application what happened, in order and one thing at
 * a time, on a few threads of the container; and how it cleans up.
 */
package org.webrtcexamples.peer.engine;
