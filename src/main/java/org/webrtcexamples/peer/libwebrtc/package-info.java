/**
 * The engine with codecs and data channels: <a
 * href="https://github.com/devopvoid/webrtc-java">webrtc-java</a>, which is Google's libwebrtc
 * behind JNI. The only package that imports {@code dev.onvoid.webrtc}.
 *
 * <p>A mistake in using that library ends the whole JVM, so this package owns its life and makes it
 * safe: an example sees {@link org.webrtcexamples.peer.libwebrtc.NativePeer} and {@link
 * org.webrtcexamples.peer.libwebrtc.DataChannel}, which can be called from any thread at any time.
 * Each workaround is a small class that says what it copes with, so that a later version of the
 * library can delete it.
 *
 * <p>How it hangs together:
 *
 * <ul>
 *   <li>{@link org.webrtcexamples.peer.libwebrtc.NativePeers} is the application's one factory. It
 *       starts an {@code Engine} (the native factory, its audio module, its threads) on first use,
 *       replaces it when it is worn, and disposes of it in the right order at undeploy.
 *   <li>{@code PeerEvents} and {@code ChannelEvents} are called by native threads. They let no
 *       Throwable out, take no lock, and put what they heard into the peer's {@code Mailbox}.
 *   <li>{@code Dispatcher} lets a few threads of the container empty the mailboxes, each in order.
 *   <li>{@code NativeCalls} holds one lock of a peer while it calls native code, and none of the
 *       above takes it. Hence no call can meet a closed peer, and no callback can wait for a call.
 *   <li>{@code Pacer} is one thread for all that is due every 10 ms: {@code SentAudio} pushes what
 *       a generator makes, {@code Outflow} sends on where the other end has made room. {@code
 *       ReceivedAudio} is called by the engine, and goes through the mailbox as all else. Pictures
 *       have a clock of their own, which only says when it is time: {@code SentVideo} paints in the
 *       mailbox.
 *   <li>{@code AnswerCheck}, {@code AudioBandwidth}, {@code RemoteCandidates} and {@code
 *       AnswerBounds} keep from the engine what of an answer would harm it; {@code OfferFilter}
 *       keeps from the remote peer what it is not to use.
 * </ul>
 */
package org.webrtcexamples.peer.libwebrtc;
