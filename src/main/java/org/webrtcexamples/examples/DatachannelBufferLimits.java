package org.webrtcexamples.examples;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;

import org.webrtcexamples.connections.About;
import org.webrtcexamples.connections.Example;
import org.webrtcexamples.peer.libwebrtc.DataChannel;
import org.webrtcexamples.peer.libwebrtc.NativePeer;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes as much as the client sends over a data channel, and sends as much back. */
@ApplicationScoped
@About(
        title = "Data channel buffer limits",
        description =
                "The browser sends up to a gibibyte over a data channel, and the application server"
                        + " sends as much back: neither holds more than a little of it at a time.")
class DatachannelBufferLimits implements Example<NativePeer> {

    private static final long MAX_BYTES = 1L << 30;
    private static final int MAX_CHUNK_KIB = 256;
    private static final Pattern START = Pattern.compile("#START (\\d{1,9})");

    @Resource private ManagedScheduledExecutorService scheduler;

    @Override
    public void beforeOffer(NativePeer peer) {
        DataChannel channel = peer.createDataChannel("datachannel-buffer-limits");
        Transfer transfer = new Transfer(peer, channel, scheduler);
        channel.onText(transfer::onText);
    }

    /** What goes on over one channel. Its methods are called one at a time. */
    static final class Transfer {

        private enum State {
            IDLE,
            UPLOAD,
            DOWNLOAD,
            ENDED
        }

        private final NativePeer peer;
        private final DataChannel channel;
        private final ScheduledExecutorService scheduler;
        private State state = State.IDLE;
        private int chunkBytes;
        private long bytes;
        private long startedAt;

        Transfer(NativePeer peer, DataChannel channel, ScheduledExecutorService scheduler) {
            this.peer = peer;
            this.channel = channel;
            this.scheduler = scheduler;
        }

        void onText(String text) {
            if (state == State.ENDED) {
                return;
            }
            try {
                if (text.startsWith("#START")) {
                    start(text);
                } else if (text.equals("#STOP")) {
                    sendBack();
                } else {
                    count(text);
                }
            } catch (IllegalArgumentException refused) {
                refuse(refused.getMessage());
            }
        }

        private void refuse(String reason) {
            end(reason);
            String error = "#ERROR " + reason;
            if (error.length() <= channel.maxMessageSize()) {
                channel.send(error);
            }
        }

        /** In a second: the client can hear why until then, or delete the connection itself. */
        private void end(String reason) {
            state = State.ENDED;
            scheduler.schedule(() -> peer.fail(reason), 1, TimeUnit.SECONDS);
        }

        private void start(String text) {
            Matcher matcher = START.matcher(text);
            require(matcher.matches(), "#START needs the size of a chunk in KiB.");
            int chunkKib = Integer.parseInt(matcher.group(1));
            require(
                    chunkKib >= 1 && chunkKib <= MAX_CHUNK_KIB,
                    "A chunk has 1 to " + MAX_CHUNK_KIB + " KiB.");
            require(state == State.IDLE, "#START comes while a transfer is under way.");
            chunkBytes = chunkKib * 1024;
            require(
                    chunkBytes <= channel.maxMessageSize(),
                    "This client takes messages of up to " + channel.maxMessageSize() + " bytes.");
            state = State.UPLOAD;
            bytes = 0;
            startedAt = System.nanoTime();
        }

        private void count(String text) {
            require(state == State.UPLOAD, "Data comes outside of #START and #STOP.");
            require(bytes % chunkBytes == 0, "Only the last chunk can be shorter.");
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            require(
                    length > 0 && length <= chunkBytes,
                    "A chunk has up to %d bytes, not %d.".formatted(chunkBytes, length));
            bytes += length;
            require(bytes <= MAX_BYTES, "No more than " + MAX_BYTES + " bytes can be sent.");
        }

        private void sendBack() {
            require(state == State.UPLOAD, "#STOP comes without #START.");
            state = State.DOWNLOAD;
            channel.sendAll(new Download()).whenComplete((sent, failure) -> downloaded(failure));
        }

        private void downloaded(Throwable failure) {
            if (failure != null) {
                end(failure.getMessage());
            } else if (state == State.DOWNLOAD) {
                state = State.IDLE;
            }
        }

        private static void require(boolean condition, String reason) {
            if (!condition) {
                throw new IllegalArgumentException(reason);
            }
        }

        /** As many bytes as were uploaded, between "#START" and "#STOP". */
        private final class Download implements Iterator<String> {

            private final long queueingSince = System.nanoTime();
            private final String chunk = ".".repeat(chunkBytes);
            private final long uploadMillis = millisSince(startedAt);
            private long bytesLeft = bytes;
            private boolean started;
            private boolean stopped;

            @Override
            public boolean hasNext() {
                return !stopped && state == State.DOWNLOAD;
            }

            @Override
            public String next() {
                if (!started) {
                    started = true;
                    return "#START " + uploadMillis;
                }
                if (bytesLeft > 0) {
                    int length = (int) Math.min(bytesLeft, chunk.length());
                    bytesLeft -= length;
                    return chunk.substring(0, length);
                }
                stopped = true;
                return "#STOP " + millisSince(queueingSince);
            }
        }
    }

    private static long millisSince(long time) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - time);
    }
}
