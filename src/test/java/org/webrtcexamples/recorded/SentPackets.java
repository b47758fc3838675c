package org.webrtcexamples.recorded;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client has sent and what of it has reached the server, by the headers of <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-5.1">RTP</a>, which are not encrypted.
 * Thread-safe.
 */
final class SentPackets {

    /** Of Opus, as all clients here send it, in seconds. */
    private static final double PACKET = 0.02;

    private static final Pattern FORMAT = Pattern.compile("a=rtpmap:(\\d+) ([\\w-]+)/.*");

    private enum Kind {
        SOUND,
        PICTURE
    }

    private final Map<Integer, Kind> kinds = new HashMap<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final Map<Kind, Stream> streams = new HashMap<>();
    private long begin;
    private long end;
    private boolean begun;
    private boolean ended;

    /** The packets of one kind, by sequence numbers that do not start again. */
    private static final class Stream {

        private final TreeMap<Long, Long> sent = new TreeMap<>();
        private final Set<Long> arrived = new HashSet<>();
        private final Set<Long> frames = new HashSet<>();
        private long newest = -1;

        private long unwrap(int number) {
            newest = newest < 0 ? 1 << 16 | number : newest;
            long unwrapped = newest + (short) (number - (int) newest);
            newest = Math.max(newest, unwrapped);
            return unwrapped;
        }
    }

    /** Learns from an answer which payload type is what. */
    synchronized void read(String sdp) {
        Kind kind = null;
        for (String line : sdp.split("\r?\n")) {
            if (line.startsWith("m=")) {
                kind = line.startsWith("m=audio") ? Kind.SOUND : Kind.PICTURE;
            }
            Matcher format = FORMAT.matcher(line);
            if (format.matches() && isMedia(format.group(2))) {
                kinds.put(Integer.valueOf(format.group(1)), kind);
            }
        }
    }

    private static boolean isMedia(String codec) {
        return !codec.equals("rtx") && !codec.equals("ulpfec") && !codec.equals("telephone-event");
    }

    /** Shown each packet as the client sends it. */
    void sent(byte[] packet) {
        synchronized (this) {
            Stream stream = stream(packet);
            if (stream == null || ended) {
                return;
            }
            end = System.nanoTime();
            begin = begun ? begin : end;
            begun = true;
            long number = stream.unwrap(number(packet));
            long timestamp = ByteBuffer.wrap(packet).getInt(4) & 0xFFFF_FFFFL;
            stream.sent.put(number, timestamp);
            if (packet[1] < 0) {
                stream.frames.add(timestamp);
            }
        }
        first.countDown();
    }

    /** Shown each packet as the server is sent it. */
    synchronized void delivered(byte[] packet) {
        Stream stream = stream(packet);
        if (stream != null && !ended) {
            stream.arrived.add(stream.unwrap(number(packet)));
        }
    }

    private Stream stream(byte[] packet) {
        // RFC 7983, section 7 and RFC 5761, section 4: not RTCP, nor anything but RTP.
        int firstByte = packet.length < 12 ? 0 : packet[0] & 0xFF;
        Kind kind = firstByte < 128 || firstByte > 191 ? null : kinds.get(packet[1] & 0x7F);
        return kind == null ? null : streams.computeIfAbsent(kind, key -> new Stream());
    }

    private static int number(byte[] packet) {
        return ByteBuffer.wrap(packet).getShort(2) & 0xFFFF;
    }

    boolean awaitFirst(long seconds) throws InterruptedException {
        return first.await(seconds, TimeUnit.SECONDS);
    }

    /** Counts nothing from now on. */
    synchronized void stop() {
        ended = true;
    }

    /** From the first packet to the last. */
    synchronized double seconds() {
        return begun ? (end - begin) / 1e9 + PACKET : 0;
    }

    synchronized int frames() {
        Stream pictures = streams.get(Kind.PICTURE);
        return pictures == null ? 0 : pictures.frames.size();
    }

    /** How much sound was sent and has not arrived, in seconds. */
    synchronized double lostSound() {
        Stream sound = streams.get(Kind.SOUND);
        return sound == null ? 0 : (sound.sent.size() - sound.arrived.size()) * PACKET;
    }

    /** The longest piece of sound of which nothing has arrived, in seconds. */
    synchronized double longestLostSound() {
        Stream sound = streams.get(Kind.SOUND);
        if (sound == null) {
            return 0;
        }
        int longest = 0;
        int lost = 0;
        for (Long number : sound.sent.keySet()) {
            lost = sound.arrived.contains(number) ? 0 : lost + 1;
            longest = Math.max(longest, lost);
        }
        return longest * PACKET;
    }
}
