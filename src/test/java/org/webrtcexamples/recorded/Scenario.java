package org.webrtcexamples.recorded;

import java.util.Locale;

/**
 * A recording to be made.
 *
 * @param seconds since the connection
 */
record Scenario(
        Kind client, Media media, Network network, Tracks tracks, Ending ending, double seconds) {

    enum Kind {
        NATIVE,
        CHROMIUM
    }

    enum Media {
        BOTH,
        SOUND,
        PICTURE
    }

    /** How the connection ends. */
    enum Ending {
        DELETED,
        CLOSED_BY_CLIENT,
        CLIENT_VANISHES
    }

    private static final double SECONDS = 10.5;

    static Scenario of(Kind client, Media media, Network network) {
        return new Scenario(client, media, network, Tracks.ALL, Ending.DELETED, SECONDS);
    }

    static Scenario of(Kind client, Tracks tracks) {
        return new Scenario(
                client,
                Media.BOTH,
                Network.CALM,
                tracks,
                Ending.DELETED,
                tracks == Tracks.NOTHING ? 3 : SECONDS);
    }

    static Scenario of(Kind client, Ending ending) {
        return new Scenario(client, Media.BOTH, Network.CALM, Tracks.ALL, ending, SECONDS / 2);
    }

    static Scenario warmUp(Kind client) {
        return of(client, Media.BOTH, Network.CALM).lasting(2);
    }

    Scenario lasting(double longer) {
        return new Scenario(client, media, network, tracks, ending, longer);
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
        StringBuilder name = new StringBuilder();
        name.append(client).append(", ").append(media).append(", ").append(network.name());
        if (tracks != Tracks.ALL) {
            name.append(", ").append(tracks.name());
        }
        if (ending != Ending.DELETED) {
            name.append(", ").append(ending.name().replace('_', ' '));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }
}
