package org.webrtcexamples.connections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.webrtcexamples.peer.IceConnectionState;
import org.webrtcexamples.peer.SessionDescription;
import org.webrtcexamples.peer.SignalingState;

import java.io.File;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The registry inside the container, with the container's executors and the native engine. */
@ExtendWith(ArquillianExtension.class)
class ConnectionRegistryIT {

    private static final int MAX_CONNECTIONS = 20;

    @Inject private ConnectionRegistry registry;

    @Deployment
    static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("war")))
                .addAsResource(
                        new StringAsset("webrtc.max-connections=" + MAX_CONNECTIONS),
                        "META-INF/microprofile-config.properties");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (Connection connection : registry.connections()) {
            connection.close();
            awaitClosed(connection);
        }
    }

    @Test
    void findsTheExamplesOfTheApplication() {
        assertTrue(
                registry.examples().stream()
                        .anyMatch(example -> example.name().equals("ping-pong")));
        assertTrue(registry.examples().stream().noneMatch(example -> example.title().isBlank()));
    }

    @Test
    void givesEachConnectionAnIdOfItsOwn() throws Exception {
        Connection one = registry.create("ping-pong");
        Connection other = registry.create("ping-pong");
        assertNotEquals(one.id(), other.id());
        assertEquals(4, UUID.fromString(one.id()).version());
        assertSame(one, registry.connection("ping-pong", one.id()));
        assertEquals(2, registry.connections("ping-pong").size());
    }

    @Test
    void offersAtOnce() throws Exception {
        Connection connection = registry.create("ping-pong");
        assertTrue(connection.isOpen());
        assertEquals(SignalingState.HAVE_LOCAL_OFFER, connection.signalingState());
        assertEquals(IceConnectionState.NEW, connection.iceConnectionState());
        assertEquals(
                SessionDescription.Type.OFFER, connection.localDescription().orElseThrow().type());
    }

    @Test
    void knowsNoConnectionAfterItsClose() throws Exception {
        Connection connection = registry.create("ping-pong");
        connection.close();
        assertFalse(connection.isOpen());
        assertThrows(
                UnknownConnectionException.class,
                () -> registry.connection("ping-pong", connection.id()));
        assertEquals(List.of(), registry.connections("ping-pong"));
    }

    @Test
    void knowsNoExampleThatIsNotThere() {
        assertThrows(UnknownExampleException.class, () -> registry.create("pong-ping"));
        assertThrows(UnknownExampleException.class, () -> registry.connections("pong-ping"));
    }

    @Test
    void takesNoMoreThanItsLimitAndThenAgainWhenOneLeaves() throws Exception {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            registry.create("ping-pong");
        }
        assertThrows(TooManyConnectionsException.class, () -> registry.create("ping-pong"));
        Connection leaving = registry.connections().get(0);
        leaving.close();
        awaitClosed(leaving);
        registry.create("ping-pong");
    }

    private static void awaitClosed(Connection connection) throws Exception {
        connection.closed().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
