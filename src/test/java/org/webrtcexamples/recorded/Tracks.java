package org.webrtcexamples.recorded;

/**
 * What becomes of the tracks meanwhile.
 *
 * @param from in seconds since the connection
 * @param to in seconds since the connection
 */
record Tracks(String name, Change change, double from, double to) {

    enum Change {
        NONE,
        NO_SOUND,
        NO_PICTURE,
        NEITHER,
        MUTED,
        OTHER_SIZES
    }

    static final Tracks ALL = new Tracks("", Change.NONE, 0, 0);

    static final Tracks LATE_CAMERA = new Tracks("camera at 6 s", Change.NO_PICTURE, 0, 6);

    static final Tracks LATE_MICROPHONE = new Tracks("microphone at 6 s", Change.NO_SOUND, 0, 6);

    static final Tracks SOUND_PAUSES = new Tracks("no sound 4 to 7 s", Change.NO_SOUND, 4, 7);

    static final Tracks PICTURE_PAUSES = new Tracks("no picture 4 to 7 s", Change.NO_PICTURE, 4, 7);

    static final Tracks BOTH_PAUSE = new Tracks("neither 4 to 7 s", Change.NEITHER, 4, 7);

    static final Tracks MUTED = new Tracks("muted 4 to 7 s", Change.MUTED, 4, 7);

    static final Tracks SIZES = new Tracks("other sizes at 4, 7 s", Change.OTHER_SIZES, 4, 7);

    static final Tracks NOTHING = new Tracks("nothing is sent", Change.NEITHER, 0, 99);

    boolean stopSound() {
        return change == Change.NO_SOUND || change == Change.NEITHER || change == Change.MUTED;
    }

    boolean stopPicture() {
        return change == Change.NO_PICTURE || change == Change.NEITHER || change == Change.MUTED;
    }

    double length() {
        return to - from;
    }
}
