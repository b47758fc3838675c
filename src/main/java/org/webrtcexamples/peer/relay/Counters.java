package org.webrtcexamples.peer.relay;

import java.util.concurrent.atomic.LongAdder;

/** What was not what it should be, and changed nothing. Thread-safe. */
final class Counters {

    private final LongAdder unknown = new LongAdder();
    private final LongAdder refusedChecks = new LongAdder();
    private final LongAdder refusedDtls = new LongAdder();
    private final LongAdder forged = new LongAdder();
    private final LongAdder replayed = new LongAdder();

    /** Datagrams that are of no known kind, or come from where no peer is known to be. */
    LongAdder unknown() {
        return unknown;
    }

    /** Connectivity checks without the right password, or too many. */
    LongAdder refusedChecks() {
        return refusedChecks;
    }

    /** Datagrams of DTLS that are malformed, too many, or do not matter after the handshake. */
    LongAdder refusedDtls() {
        return refusedDtls;
    }

    /** Packets of SRTP and SRTCP that are not authentic, malformed, or of too many sources. */
    LongAdder forged() {
        return forged;
    }

    /** Packets of SRTP and SRTCP that have come before, or too late to tell. */
    LongAdder replayed() {
        return replayed;
    }

    void refusedMedia(int reason) {
        (reason == SrtpReceiver.REPLAYED ? replayed : forged).increment();
    }

    @Override
    public String toString() {
        return "%s datagrams of nobody, %s checks, %s of DTLS, %s forged, %s replayed"
                .formatted(unknown, refusedChecks, refusedDtls, forged, replayed);
    }
}
