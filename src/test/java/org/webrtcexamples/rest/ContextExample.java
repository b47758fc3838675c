package org.webrtcexamples.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.CDI;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.ConnectionRegistry;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

import java.util.concurrent.atomic.AtomicInteger;

/** Tells its client what a callback finds around itself. Added to the WAR by a test. */
@ApplicationScoped
@About(title = "Context", description = "What a callback finds around itself.")
public class ContextExample implements Example<NativePeer> {

    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public void beforeOffer(NativePeer peer) {
        DataChannel channel = peer.createDataChannel("context");
        peer.onClose(closed::incrementAndGet);
        channel.onText(question -> channel.send(answer(question)));
    }

    private String answer(String question) {
        return switch (question) {
            case "class loader" ->
                    Boolean.toString(
                            Thread.currentThread().getContextClassLoader()
                                    == ContextExample.class.getClassLoader());
            case "CDI" ->
                    Integer.toString(
                            CDI.current()
                                    .select(ConnectionRegistry.class)
                                    .get()
                                    .connections("context-example")
                                    .size());
            case "closed" -> closed.toString();
            case "error" -> throw new StackOverflowError();
            default -> question;
        };
    }
}
