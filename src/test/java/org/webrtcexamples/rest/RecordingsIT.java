package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.webrtcexamples.Await;
import org.webrtcexamples.TestServer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The recordings of an example, and their files, from outside. */
class RecordingsIT {

    private static final int SIZE = RecordingsExample.SIZE;
    private static final int MAX_READERS = TestServer.Limits.RECORDING_READERS;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long who takes nothing is borne with, in the middle and at most. */
    private static final Duration MIN_TIME_TO_DROP =
            TestServer.Limits.HEARTBEAT.multipliedBy(4).minusMillis(100);

    private static final Duration MAX_TIME_TO_DROP = TestServer.Limits.HEARTBEAT.multipliedBy(8);

    private static final String PATH = RecordingsExample.NAME + "/recordings/";
    private static final String VIDEO = PATH + "finished-0/video";

    private final URI base = TestServer.LIMITED.base();
    private final byte[] content = RecordingsExample.content();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Reading> readings = new ArrayList<>();

    @AfterEach
    void nobodyReads() throws Exception {
        for (Reading reading : readings) {
            reading.close();
        }
        awaitOpen(0, PATIENCE);
    }

    @Test
    void tellsOfARecording() throws Exception {
        JsonObject finished = values("finished-0");
        assertEquals("finished-0", finished.getString("id"));
        assertEquals("finished", finished.getString("state"));
        assertEquals(1.5, finished.getJsonNumber("duration").doubleValue());
        assertEquals(SIZE, finished.getInt("size"));
        assertEquals(640, finished.getInt("width"));
        assertEquals(3, finished.getInt("droppedFrames"));
        assertTrue(finished.getBoolean("complete"));
        assertFalse(finished.containsKey("reason"));
        assertEquals("The disk is “full”.", values("failed-0").getString("reason"));
        int size = values("recording-0").getInt("size");
        assertEquals(size + 1000, values("recording-0").getInt("size"));
        assertEquals(200, request("HEAD", PATH + "finished-0").statusCode());
    }

    @Test
    void sendsTheWholeFile() throws Exception {
        HttpResponse<byte[]> whole = get(VIDEO);
        assertEquals(200, whole.statusCode());
        assertArrayEquals(content, whole.body());
        assertEquals("video/mp4", header(whole, "Content-Type"));
        assertEquals(Integer.toString(SIZE), header(whole, "Content-Length"));
        assertEquals("bytes", header(whole, "Accept-Ranges"));
        assertEquals("private, no-cache", header(whole, "Cache-Control"));
        assertEquals("nosniff", header(whole, "X-Content-Type-Options"));
        assertEquals("inline; filename=\"a__b___.mp4\"", header(whole, "Content-Disposition"));
        assertTrue(header(whole, "ETag").matches("\"[A-Za-z0-9-]+\""), header(whole, "ETag"));
        Duration age = Duration.between(date(whole, "Last-Modified"), ZonedDateTime.now());
        assertTrue(age.compareTo(Duration.ofHours(1)) < 0, age::toString);
        assertFalse(whole.headers().map().containsKey("content-range"));

        assertArrayEquals(new byte[] {1, 2, 3}, get(PATH + "failed-0/video").body());
        for (String query : List.of("?download", "?download=", "?download=1&t=2")) {
            HttpResponse<byte[]> saved = get(PATH + "failed-0/video" + query);
            assertEquals(
                    "attachment; filename=\"a__b___.mp4\"", header(saved, "Content-Disposition"));
        }
    }

    @Test
    void theHeadIsThatOfTheWholeFile() throws Exception {
        Map<String, List<String>> whole = lasting(get(VIDEO));
        assertEquals(whole, lasting(request("HEAD", VIDEO)));
        HttpResponse<byte[]> ranged = request("HEAD", VIDEO, "Range", "bytes=0-1");
        assertEquals(200, ranged.statusCode());
        assertEquals(whole, lasting(ranged));
        for (String other : List.of("recording-0", "vanished-0", "other-0")) {
            String path = PATH + other + "/video";
            HttpResponse<byte[]> head = request("HEAD", path);
            assertEquals(get(path).statusCode(), head.statusCode());
            assertEquals(0, head.body().length);
        }
    }

    @Test
    void sendsARange() throws Exception {
        assertRange("bytes=0-", 0, SIZE);
        assertRange("bytes=0-0", 0, 1);
        assertRange("bytes=1000-200999", 1000, 201_000);
        assertRange("bytes=" + (SIZE - 7) + "-", SIZE - 7, SIZE);
        assertRange("bytes=-65537", SIZE - 65_537, SIZE);
        assertRange("bytes=-99999999999999999999", 0, SIZE);
        assertRange("bytes=16000000-99999999999999999999", 16_000_000, SIZE);
    }

    private void assertRange(String range, int from, int to) throws Exception {
        HttpResponse<byte[]> part = get(VIDEO, "Range", range);
        assertEquals(206, part.statusCode(), range);
        assertArrayEquals(Arrays.copyOfRange(content, from, to), part.body(), range);
        assertEquals("bytes %d-%d/%d".formatted(from, to - 1, SIZE), header(part, "Content-Range"));
        assertEquals(Integer.toString(to - from), header(part, "Content-Length"));
        assertEquals("video/mp4", header(part, "Content-Type"));
        assertEquals(header(request("HEAD", VIDEO), "ETag"), header(part, "ETag"));
    }

    @Test
    void sendsTheWholeFileForSeveralRangesOrNonsense() throws Exception {
        for (String range : List.of("bytes=0-1,5-6", "bytes=2-1", "bytes=", "bits=0-1", "x")) {
            HttpResponse<byte[]> whole = get(VIDEO, "Range", range);
            assertEquals(200, whole.statusCode(), range);
            assertArrayEquals(content, whole.body(), range);
        }
        HttpResponse<byte[]> twice = get(VIDEO, "Range", "bytes=0-1", "Range", "bytes=5-6");
        assertEquals(200, twice.statusCode());
    }

    @Test
    void refusesARangeBeyondTheEnd() throws Exception {
        for (String range :
                List.of("bytes=" + SIZE + "-", "bytes=-0", "bytes=" + "9".repeat(30) + "-")) {
            HttpResponse<byte[]> refused = get(VIDEO, "Range", range);
            assertProblem(416, refused);
            assertEquals("bytes */" + SIZE, header(refused, "Content-Range"));
        }
    }

    @Test
    void sendsNothingToWhoHasIt() throws Exception {
        HttpResponse<byte[]> head = request("HEAD", VIDEO);
        String etag = header(head, "ETag");
        String modified = header(head, "Last-Modified");
        assertStatus(304, "If-None-Match", etag);
        assertStatus(304, "If-None-Match", "W/" + etag);
        assertStatus(304, "If-None-Match", "\"a\", " + etag);
        assertStatus(304, "If-None-Match", "*");
        assertStatus(304, "If-Modified-Since", modified);
        assertStatus(304, "If-None-Match", etag, "Range", "bytes=0-1");
        HttpResponse<byte[]> unchanged = get(VIDEO, "If-None-Match", etag);
        assertEquals(etag, header(unchanged, "ETag"));
        assertEquals("private, no-cache", header(unchanged, "Cache-Control"));
        assertEquals(0, unchanged.body().length);

        String before = date(date(head, "Last-Modified").minusSeconds(1));
        assertStatus(206, "If-None-Match", "\"a\"", "Range", "bytes=0-1");
        assertStatus(206, "If-Modified-Since", before, "Range", "bytes=0-1");
        assertStatus(206, "If-Modified-Since", "yesterday", "Range", "bytes=0-1");
        assertStatus(
                206, "If-None-Match", "\"a\"", "If-Modified-Since", modified, "Range", "bytes=0-1");
    }

    @Test
    void sendsNothingOfAnotherFileThanIsMeant() throws Exception {
        HttpResponse<byte[]> head = request("HEAD", VIDEO);
        String etag = header(head, "ETag");
        String modified = header(head, "Last-Modified");
        String before = date(date(head, "Last-Modified").minusSeconds(1));
        assertProblem(412, get(VIDEO, "If-Match", "\"a\""));
        assertProblem(412, get(VIDEO, "If-Match", "W/" + etag));
        assertProblem(412, get(VIDEO, "If-Unmodified-Since", before));
        assertStatus(206, "If-Match", "\"a\", " + etag, "Range", "bytes=0-1");
        assertStatus(206, "If-Match", "*", "Range", "bytes=0-1");
        assertStatus(206, "If-Unmodified-Since", modified, "Range", "bytes=0-1");

        assertStatus(206, "If-Range", etag, "Range", "bytes=0-1");
        assertStatus(206, "If-Range", modified, "Range", "bytes=0-1");
        assertStatus(200, "If-Range", "W/" + etag, "Range", "bytes=0-1");
        assertStatus(200, "If-Range", "\"a\"", "Range", "bytes=0-1");
        assertStatus(200, "If-Range", before, "Range", "bytes=0-1");
        assertStatus(200, "If-Range", "\"a\"", "Range", "bytes=" + SIZE + "-");
        assertFalse(etag.equals(header(request("HEAD", PATH + "finished-1/video"), "ETag")));
    }

    private void assertStatus(int status, String... headers) throws Exception {
        HttpResponse<byte[]> response = get(VIDEO, headers);
        assertEquals(status, response.statusCode(), () -> Arrays.toString(headers));
        assertEquals(status == 304 ? 0 : status == 206 ? 2 : SIZE, response.body().length);
    }

    @Test
    void asksToWaitForWhatStillChanges() throws Exception {
        HttpResponse<byte[]> recording = get(PATH + "recording-0/video");
        assertEquals("1", header(recording, "Retry-After"));
        assertEquals("It is still being recorded.", assertProblem(409, recording));
        assertEquals(
                "It is being finished; try again.",
                assertProblem(409, get(PATH + "finishing-0/video")));
    }

    @Test
    void knowsNothingElse() throws Exception {
        assertEquals(
                "recordings-example has no recording other-0; it may have been deleted.",
                assertProblem(404, get(PATH + "other-0")));
        assertEquals(
                "recordings-example has no recording vanished-0; it may have been deleted.",
                assertProblem(404, get(PATH + "vanished-0/video")));
        for (String path :
                List.of(
                        PATH + "other-0/video",
                        PATH + "empty-0/video",
                        PATH + "finished-0/picture",
                        PATH + "finished-0/video/",
                        PATH + "finished-0/video/more",
                        PATH + "finished_0/video",
                        PATH + "finished-0%2e",
                        PATH + "%252e%252e%252ffinished-0/video",
                        PATH + "f".repeat(65),
                        PATH + "f".repeat(65) + "/video",
                        PATH + "f".repeat(4000) + "/video",
                        PATH.substring(0, PATH.length() - 1),
                        PATH,
                        "ping-pong/recordings/finished-0",
                        "ping-pong/recordings/finished-0/video",
                        "pong-ping/recordings/finished-0",
                        "pong-ping/recordings/finished-0/video",
                        "rest/recording_video/recordings-example/finished-0",
                        "rest/recordings-example/recordings/finished-0")) {
            assertProblem(404, get(path));
        }
        for (String outside : List.of("..%2ffinished-0/video", "%2e%2e/finished-0/video")) {
            assertEquals(404, get(PATH + outside).statusCode());
        }
        assertProblem(404, request("DELETE", PATH + "other-0"));
        assertProblem(404, request("DELETE", "ping-pong/recordings/finished-0"));
    }

    @Test
    void refusesOtherMethods() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            HttpResponse<byte[]> refused = request(method, VIDEO);
            assertProblem(405, refused);
            assertEquals("GET, HEAD", sorted(header(refused, "Allow")));
        }
        HttpResponse<byte[]> refused = request("POST", PATH + "finished-0");
        assertProblem(405, refused);
        assertTrue(sorted(header(refused, "Allow")).startsWith("DELETE, GET"));
    }

    @Test
    void whatIsDeletedIsGoneButReachesWhoHasBegunToReadIt() throws Exception {
        Reading reading = new Reading("finished-1");
        HttpResponse<byte[]> deleted = request("DELETE", PATH + "finished-1");
        assertEquals(204, deleted.statusCode());
        assertEquals(0, deleted.body().length);
        assertProblem(404, get(PATH + "finished-1"));
        assertProblem(404, get(PATH + "finished-1/video"));
        assertProblem(404, request("DELETE", PATH + "finished-1"));
        assertArrayEquals(content, reading.rest());
        awaitOpen(0, PATIENCE);
        assertEquals(204, request("DELETE", PATH + "failed-1").statusCode());
        assertProblem(404, get(PATH + "failed-1/video"));
    }

    @Test
    void whoGoesInTheMiddleLeavesNothingOpen() throws Exception {
        for (int i = 0; i < 3; i++) {
            Reading gone = new Reading("finished-0");
            Reading reset = new Reading("finished-2");
            assertEquals(2, values("finished-0").getInt("openFiles"));
            reset.socket.setSoLinger(true, 0);
            reset.close();
            gone.close();
            awaitOpen(0, PATIENCE);
        }
    }

    @Test
    void whoTakesNothingHindersNobodyAndIsDropped() throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < MAX_READERS; i++) {
            new Reading("finished-0");
        }
        assertEquals(MAX_READERS, values("finished-0").getInt("openFiles"));
        await("sendingThreads", 0, PATIENCE);
        HttpResponse<byte[]> refused = get(VIDEO);
        assertProblem(503, refused);
        assertEquals("10", header(refused, "Retry-After"));
        assertEquals(200, request("HEAD", VIDEO).statusCode());
        for (int i = 0; i < 100; i++) {
            assertEquals("finished", values("finished-0").getString("state"));
        }
        readings.remove(0).close();
        awaitOpen(MAX_READERS - 1, PATIENCE);
        assertArrayEquals(content, get(VIDEO).body());

        awaitOpen(0, MAX_TIME_TO_DROP);
        Duration borne = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(borne.compareTo(MIN_TIME_TO_DROP) > 0, borne::toString);
        for (Reading reading : readings) {
            assertTrue(reading.rest().length < SIZE);
        }
        assertArrayEquals(content, get(VIDEO).body());
    }

    /** Who has read the head of an answer, and takes nothing more until he is told to. */
    private final class Reading {

        private final Socket socket = new Socket();
        private final DataInputStream input;

        Reading(String id) throws IOException {
            readings.add(this);
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .formatted(base.resolve(PATH + id + "/video").getPath())
                                    .getBytes(StandardCharsets.US_ASCII));
            input = new DataInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) input.readUnsignedByte());
            }
            assertTrue(head.toString().startsWith("HTTP/1.1 200 "), head::toString);
        }

        /** As much as there is of the file, until its end or that of the connection. */
        byte[] rest() throws IOException {
            return input.readNBytes(SIZE);
        }

        void close() throws IOException {
            socket.close();
        }
    }

    private void awaitOpen(int files, Duration patience) throws Exception {
        await("openFiles", files, patience);
    }

    private void await(String name, int value, Duration patience) throws Exception {
        Await.until(patience, () -> values("finished-0").getInt(name) == value, name + " " + value);
    }

    private JsonObject values(String id) throws Exception {
        HttpResponse<byte[]> response = get(PATH + id);
        assertEquals(200, response.statusCode());
        assertEquals("application/json", header(response, "Content-Type"));
        return json(response);
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return request("GET", path, headers);
    }

    private HttpResponse<byte[]> request(String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(PATIENCE)
                        .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("no " + name);
    }

    private static Map<String, List<String>> lasting(HttpResponse<?> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.keySet().removeAll(List.of("date", "connection"));
        return headers;
    }

    private static ZonedDateTime date(HttpResponse<?> response, String name) {
        return ZonedDateTime.parse(header(response, name), DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static String date(ZonedDateTime time) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .format(time.withZoneSameInstant(ZoneOffset.UTC));
    }

    private static String sorted(String list) {
        return String.join(", ", Arrays.stream(list.split(", *")).sorted().toList());
    }

    /** The detail of the problem. */
    private static String assertProblem(int status, HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        assertEquals(status, response.statusCode(), body);
        assertEquals("application/problem+json", header(response, "Content-Type"));
        assertEquals(status, json(response).getInt("status"));
        String detail = json(response).getString("detail");
        assertTrue(detail.length() > 10, body);
        return detail;
    }

    private static JsonObject json(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        return Json.createReader(new StringReader(body)).readObject();
    }
}
