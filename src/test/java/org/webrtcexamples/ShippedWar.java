package org.webrtcexamples;

import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;

/** The WAR as it is shipped, for the tests in a container. */
public final class ShippedWar {

    /** A limit that a test can reach; the default takes a thousand. */
    public static final int MAX_CONNECTIONS = 60;

    private ShippedWar() {}

    /**
     * @param settings of MicroProfile Config, besides the limit
     */
    public static WebArchive create(String... settings) {
        String config = "webrtc.max-connections=%d\n".formatted(MAX_CONNECTIONS);
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("war")))
                .addAsResource(
                        new StringAsset(config + String.join("\n", settings)),
                        "META-INF/microprofile-config.properties");
    }

    /** Where it is, by a name that a browser trusts without TLS. */
    public static URI onLocalhost(URL deployed) {
        try {
            return new URI(
                    "http", null, "localhost", deployed.getPort(), deployed.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
