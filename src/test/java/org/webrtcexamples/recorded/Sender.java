package org.webrtcexamples.recorded;

import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.NetworkCable;

/** A client that sends a marked tone, a marked picture, or both. */
interface Sender {

    /** Opens a connection over the cable and sends from then on. */
    void connect(ConnectionsClient server, NetworkCable cable, SentPackets packets)
            throws Exception;

    /** The connection's id, and the recording's. */
    String id();

    /** When second 0 of the marks was, by {@link System#nanoTime}. */
    long marksBegin();

    /** Takes the track from its sender, or gives it back; before {@link #connect}, too. */
    void setSoundSent(boolean sent);

    /** The same for the picture. */
    void setPictureSent(boolean sent);

    /** Sends silence and black instead. */
    void setMuted(boolean muted);

    /** Of the picture from now on. */
    void setSize(int width, int height);

    /** Closes the peer connection, once, and says nothing of it to the REST API. */
    void close();
}
