package org.webrtcexamples.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;

/**
 * A transfer over the channel of datachannel-buffer-limits, as much there as back.
 *
 * @param bytes each way
 * @param chunks that came back, the shorter last one included
 * @param upload from the first word until the server says that it has all
 * @param download from then until all is back
 * @param serverUploadMillis how long the server says that the upload took
 * @param serverQueueMillis how long the server says that it took to queue all for the download
 */
public record Transfer(
        long bytes,
        long chunks,
        Duration upload,
        Duration download,
        long serverUploadMillis,
        long serverQueueMillis) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Bytes that are sent between two looks at how much waits to be sent. */
    private static final int UNWATCHED = 512 * 1024;

    /**
     * Sends as the server takes it, and checks what comes back.
     *
     * @param bytes how much altogether
     * @param chunkKib how much in one message, which the last of each way may fall short of
     * @throws IllegalStateException if something else comes back, or the channel closes
     * @throws TimeoutException if nothing goes on for a minute
     */
    public static Transfer run(ClientChannel channel, long bytes, int chunkKib)
            throws InterruptedException, TimeoutException {
        byte[] chunk = new byte[chunkKib * 1024];
        Arrays.fill(chunk, (byte) '.');
        long start = System.nanoTime();
        upload(channel, bytes, chunkKib);
        long uploadMillis = number(channel.next(PATIENCE), "#START ");
        long uploaded = System.nanoTime();
        long received = 0;
        long chunks = 0;
        byte[] message;
        while ((message = channel.nextText(PATIENCE)).length > 0 && message[0] == '.') {
            int due = (int) Math.min(chunk.length, bytes - received);
            if (!Arrays.equals(message, 0, message.length, chunk, 0, due)) {
                throw new IllegalStateException(
                        "not the %d bytes that are due after %d, but %d"
                                .formatted(due, received, message.length));
            }
            received += message.length;
            chunks++;
        }
        long downloaded = System.nanoTime();
        long queueMillis = number(new String(message, US_ASCII), "#STOP ");
        if (received != bytes) {
            throw new IllegalStateException("%d bytes, not %d".formatted(received, bytes));
        }
        return new Transfer(
                bytes,
                chunks,
                Duration.ofNanos(uploaded - start),
                Duration.ofNanos(downloaded - uploaded),
                uploadMillis,
                queueMillis);
    }

    private static void upload(ClientChannel channel, long bytes, int chunkKib)
            throws InterruptedException, TimeoutException {
        String chunk = ".".repeat(chunkKib * 1024);
        channel.send("#START " + chunkKib);
        int unwatched = 0;
        for (long left = bytes; left > 0; left -= chunk.length()) {
            if (channel.waiting() > 0) {
                // The server has something to say against it.
                return;
            }
            if (unwatched >= UNWATCHED) {
                channel.awaitRoom(PATIENCE);
                unwatched = 0;
            }
            channel.send(left < chunk.length() ? chunk.substring(0, (int) left) : chunk);
            unwatched += chunk.length();
        }
        channel.send("#STOP");
    }

    private static long number(String message, String word) {
        if (!message.startsWith(word)) {
            throw new IllegalStateException("no " + word + "but " + message);
        }
        return Long.parseLong(message.substring(word.length()));
    }
}
