package org.webrtcexamples.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/**
 * JAX-RS under a prefix of its own: mapped at the root it would hide the static pages. {@link
 * PublicPaths} leads the public paths here.
 */
@ApplicationPath(RestApplication.PREFIX)
public class RestApplication extends Application {

    static final String PREFIX = "rest";
}
