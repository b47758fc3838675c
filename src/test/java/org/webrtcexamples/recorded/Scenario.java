package org.webrtcexamples.recorded;

/**
 * A recording to be made.
 *
 * @param seconds since the connection
 */
record Scenario(Kind client, Media media, Network network, Tracks tracks, double seconds) {

    enum Kind {
        NATIVE,
        CHROMIUM
    }

    enum Media {
        BOTH,
        SOUND,
        PICTURE
    }

    private static final double SECONDS = 10.5;

    static Scenario of(Kind client, Media media, Network network) {
        return new Scenario(client, media, network, Tracks.ALL, SECONDS);
    }

    static Scenario of(Kind client, Tracks tracks) {
        return new Scenario(
                client, Media.BOTH, Network.CALM, tracks, tracks == Tracks.NOTHING ? 3 : SECONDS);
    }

    static Scenario warmUp(Kind client) {
        return of(client, Media.BOTH, Network.CALM).lasting(2);
    }

    Scenario lasting(double longer) {
        return new Scenario(client, media, network, tracks, longer);
    }

    boolean hasSound() {
        return media != Media.PICTURE;
    }

    boolean hasPicture() {
        return media != Media.SOUND;
    }

    boolean isEmpty() {
        return tracks == Tracks.NOTHING;
    }

    @Override
    public String toString() {
        String name = client + ", " + media + ", " + network.name();
        return (tracks == Tracks.ALL ? name : name + ", " + tracks.name()).toLowerCase();
    }
}
