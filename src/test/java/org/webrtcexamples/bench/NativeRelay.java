package org.webrtcexamples.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;

import org.webrtcexamples.client.Engine;
import org.webrtcexamples.client.KeepAlive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * What the relay is compared with: a server that speaks the same API, and sends on what it receives
 * by <a href="https://www.w3.org/TR/webrtc/#dom-rtcrtpsender-replacetrack">replaceTrack</a>. The
 * engine decodes every picture once and encodes it again for every viewer.
 *
 * <p>It does no more than a measurement needs: a viewer sees the broadcast that is there when it
 * comes, and nothing is checked. Tracks and transceivers are left to the end of the process.
 */
final class NativeRelay {

    private static final int HTTP_THREADS = 4;
    private static final int PATIENCE_SECONDS = 10;

    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private volatile Peer broadcaster;

    private NativeRelay() {}

    /**
     * @param arguments the TCP port of the API
     */
    public static void main(String[] arguments) throws Exception {
        KeepAlive.ensure();
        NativeRelay relay = new NativeRelay();
        InetSocketAddress address =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", relay::handle);
        server.setExecutor(Executors.newFixedThreadPool(HTTP_THREADS));
        server.start();
    }

    /** An observer for an operation that brings nothing or a description. */
    private static final class Operation extends CompletableFuture<RTCSessionDescription>
            implements CreateSessionDescriptionObserver, SetSessionDescriptionObserver {

        @Override
        public void onSuccess(RTCSessionDescription description) {
            complete(description);
        }

        @Override
        public void onSuccess() {
            complete(null);
        }

        @Override
        public void onFailure(String error) {
            completeExceptionally(new IllegalStateException(error));
        }

        RTCSessionDescription await() throws Exception {
            return get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** A connection, with one transceiver for sound and one for pictures. */
    private static final class Peer implements PeerConnectionObserver {

        private final String id = UUID.randomUUID().toString();
        private final CompletableFuture<Void> candidate = new CompletableFuture<>();
        private final RTCPeerConnection connection = Engine.createPeerConnection(this);
        private final RTCRtpTransceiver audio;
        private final RTCRtpTransceiver video;

        Peer(RTCRtpTransceiverDirection direction) {
            audio = add(Engine.createAudioTrack(new CustomAudioSource()), direction);
            video = add(Engine.createVideoTrack(new CustomVideoSource()), direction);
        }

        private RTCRtpTransceiver add(
                MediaStreamTrack placeholder, RTCRtpTransceiverDirection direction) {
            RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
            init.direction = direction;
            init.streamIds = List.of("relay");
            return connection.addTransceiver(placeholder, init);
        }

        void sendWhatComesFrom(Peer other) {
            audio.getSender().replaceTrack(other.audio.getReceiver().getTrack());
            video.getSender().replaceTrack(other.video.getReceiver().getTrack());
        }

        JsonObject offer() throws Exception {
            Operation creation = new Operation();
            connection.createOffer(new RTCOfferOptions(), creation);
            Operation setting = new Operation();
            connection.setLocalDescription(creation.await(), setting);
            setting.await();
            candidate.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return description("offer", connection.getLocalDescription().sdp);
        }

        void accept(String answer) throws Exception {
            Operation setting = new Operation();
            connection.setRemoteDescription(
                    new RTCSessionDescription(RTCSdpType.ANSWER, answer), setting);
            setting.await();
        }

        JsonObject toJson(String state, JsonObject localDescription) {
            return Json.createObjectBuilder()
                    .add("id", id)
                    .add("state", state)
                    .add("iceConnectionState", "new")
                    .add("localDescription", localDescription)
                    .add("remoteDescription", JsonObject.EMPTY_JSON_OBJECT)
                    .add("signalingState", "have-local-offer")
                    .build();
        }

        @Override
        public void onIceCandidate(RTCIceCandidate found) {
            candidate.complete(null);
        }
    }

    private static JsonObject description(String type, String sdp) {
        return Json.createObjectBuilder().add("type", type).add("sdp", sdp).build();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonStructure answer = answer(exchange);
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (Exception e) {
            e.printStackTrace();
            exchange.sendResponseHeaders(500, -1);
        }
    }

    private JsonStructure answer(HttpExchange exchange) throws Exception {
        String[] path = exchange.getRequestURI().getPath().split("/");
        boolean posted = exchange.getRequestMethod().equals("POST");
        if (posted && path.length == 3) {
            return open(path[1]);
        }
        if (posted) {
            try (JsonReader reader = Json.createReader(exchange.getRequestBody())) {
                String sdp = reader.readObject().getString("sdp");
                peers.get(path[3]).accept(sdp);
                return description("answer", sdp);
            }
        }
        if (exchange.getRequestMethod().equals("DELETE")) {
            Peer peer = peers.remove(path[3]);
            Engine.close(peer.connection);
            return peer.toJson("closed", JsonObject.EMPTY_JSON_OBJECT);
        }
        return JsonObject.EMPTY_JSON_ARRAY;
    }

    private JsonObject open(String example) throws Exception {
        Peer peer =
                new Peer(
                        switch (example) {
                            case Relay.BROADCASTER -> RTCRtpTransceiverDirection.RECV_ONLY;
                            case Relay.VIEWER -> RTCRtpTransceiverDirection.SEND_ONLY;
                            case Relay.LOOPBACK -> RTCRtpTransceiverDirection.SEND_RECV;
                            default -> throw new IllegalArgumentException(example);
                        });
        peers.put(peer.id, peer);
        switch (example) {
            case Relay.BROADCASTER -> broadcaster = peer;
            case Relay.VIEWER -> peer.sendWhatComesFrom(broadcaster);
            default -> peer.sendWhatComesFrom(peer);
        }
        return peer.toJson("open", peer.offer());
    }
}
