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

    void setSoundSent(boolean sent);

    void setPictureSent(boolean sent);

    void setMuted(boolean muted);

    void setSize(int width, int height);

    /** Leaves the connection, which has ended, to itself. */
    void close();
}
