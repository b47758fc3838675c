package org.webrtcexamples.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

import java.util.Map;

/**
 * JAX-RS under a prefix of its own: mapped at the root it would hide the static pages. {@link
 * PublicPaths} leads the public paths here.
 */
@ApplicationPath(RestApplication.PREFIX)
public class RestApplication extends Application {

    static final String PREFIX = "rest";

    /** Jersey would answer OPTIONS with a description of the paths behind {@link PublicPaths}. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
