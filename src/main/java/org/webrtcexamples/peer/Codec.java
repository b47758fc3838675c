package org.webrtcexamples.peer;

/** How media is encoded that is handed on without being decoded. */
public enum Codec {
    /** Audio, <a href="https://www.rfc-editor.org/rfc/rfc6716">RFC 6716</a>. */
    OPUS(48_000),

    /** Video, <a href="https://www.rfc-editor.org/rfc/rfc6386">RFC 6386</a>. */
    VP8(90_000),

    /** Video, <a href="https://www.itu.int/rec/T-REC-H.264">ITU-T H.264</a>. */
    H264(90_000);

    private final int clockRate;

    Codec(int clockRate) {
        this.clockRate = clockRate;
    }

    /** How many units of an RTP timestamp make a second. */
    public int clockRate() {
        return clockRate;
    }

    public boolean isVideo() {
        return this != OPUS;
    }
}
