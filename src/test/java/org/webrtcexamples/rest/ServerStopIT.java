package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.webrtcexamples.ShippedWar;
import org.webrtcexamples.client.ClientChannel;
import org.webrtcexamples.client.ClientPeer;
import org.webrtcexamples.client.ConnectionsClient;
import org.webrtcexamples.client.StatusEvents;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The end of the server, with clients connected and readers of a status. */
@ExtendWith(ArquillianExtension.class)
class ServerStopIT {

    private static final String PING_PONG = "ping-pong";

    /** Without a word from the server, ICE takes longer than this to find out. */
    private static final Duration TIME_TO_TELL = Duration.ofSeconds(4);

    @ArquillianResource private URL deployed;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShippedWar.create().addClass(StatusExample.class);
    }

    @Test
    void closesItsConnectionsAndEndsWhatIsReadBeforeItGoes() throws Exception {
        ConnectionsClient server = new ConnectionsClient(ShippedWar.onLocalhost(deployed));
        List<ClientPeer> clients = new ArrayList<>();
        List<ClientChannel> channels = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ClientPeer client = ClientPeer.answering(server, PING_PONG);
            clients.add(client);
            channels.add(client.channel(PING_PONG));
        }
        List<StatusEvents> readers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            StatusEvents reader = server.status(StatusExample.NAME);
            reader.next(TIME_TO_TELL);
            readers.add(reader);
        }
        ProcessHandle process = payaraMicro();

        process.destroy();

        for (ClientChannel channel : channels) {
            channel.awaitClosed(TIME_TO_TELL);
        }
        for (StatusEvents reader : readers) {
            reader.awaitEnd(TIME_TO_TELL);
            reader.close();
        }
        process.onExit().get(20, TimeUnit.SECONDS);
        clients.forEach(ClientPeer::abandon);
    }

    private static ProcessHandle payaraMicro() {
        List<ProcessHandle> servers =
                ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .filter(
                                child ->
                                        child.info()
                                                .commandLine()
                                                .filter(line -> line.contains("--deploy"))
                                                .isPresent())
                        .toList();
        assertEquals(1, servers.size());
        assertTrue(servers.get(0).supportsNormalTermination());
        return servers.get(0);
    }
}
