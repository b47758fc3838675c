package org.webrtcexamples.connections;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What people are told about an {@link Example}, on its page and in the list of all. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface About {

    /** A few words. */
    String title();

    /** One sentence: what a user will see or hear. */
    String description();
}
