package org.webrtcexamples.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonStructure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.webrtcexamples.connections.Connection;
import org.webrtcexamples.connections.ExampleInfo;
import org.webrtcexamples.connections.Recording;
import org.webrtcexamples.connections.TestConnections;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.SessionDescription;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class WireJsonTest {

    private static final String ID = "e5ad1b54-4a84-4a6f-9b5a-7c1d1b1c8d11";
    private static final String SDP = "v=0\r\ns=-\r\n";

    private static void assertJson(String expected, JsonStructure actual) {
        assertEquals(
                Json.createReader(new StringReader(expected.replace('\'', '"'))).read(), actual);
    }

    private static String refusalOf(String json) {
        InvalidAnswerException refused =
                assertThrows(InvalidAnswerException.class, () -> WireJson.answer(json));
        return refused.getMessage();
    }

    private static void assertRefused(String json, String detail) {
        String refusal = refusalOf(json);
        assertTrue(refusal.contains(detail), refusal);
    }

    @Test
    void aNewConnectionHasEmptyDescriptions() {
        assertJson(
                """
                {'id': '%s', 'state': 'open', 'iceConnectionState': 'new',
                 'localDescription': {}, 'remoteDescription': {}, 'signalingState': 'stable'}
                """
                        .formatted(ID),
                WireJson.connection(TestConnections.fresh(ID)));
    }

    @Test
    void aConnectionThatAwaitsItsAnswerHasTheOffer() {
        assertJson(
                """
                {'id': '%s', 'state': 'open', 'iceConnectionState': 'new',
                 'localDescription': {'type': 'offer', 'sdp': 'the offer'},
                 'remoteDescription': {}, 'signalingState': 'have-local-offer'}
                """
                        .formatted(ID),
                WireJson.connection(TestConnections.offered(ID)));
    }

    @Test
    void anAnsweredConnectionHasBothDescriptions() throws Exception {
        Connection connection = TestConnections.offered(ID);
        connection.applyAnswer(SessionDescription.answer("the answer"));

        assertJson(
                """
                {'id': '%s', 'state': 'open', 'iceConnectionState': 'new',
                 'localDescription': {'type': 'offer', 'sdp': 'the offer'},
                 'remoteDescription': {'type': 'answer', 'sdp': 'the answer'},
                 'signalingState': 'stable'}
                """
                        .formatted(ID),
                WireJson.connection(connection));
    }

    @Test
    void aClosedConnectionHasEmptyDescriptionsAndClosedStates() throws Exception {
        Connection connection = TestConnections.offered(ID);
        connection.applyAnswer(SessionDescription.answer("the answer"));
        connection.close();

        assertJson(
                """
                {'id': '%s', 'state': 'closed', 'iceConnectionState': 'closed',
                 'localDescription': {}, 'remoteDescription': {}, 'signalingState': 'closed'}
                """
                        .formatted(ID),
                WireJson.connection(connection));
    }

    @Test
    void listedConnectionsAreInTheOrderGivenAndHaveNoDescriptions() throws Exception {
        Connection answered = TestConnections.offered("2");
        answered.applyAnswer(SessionDescription.answer("the answer"));

        assertJson(
                """
                [{'id': '2', 'state': 'open', 'iceConnectionState': 'new',
                  'signalingState': 'stable'},
                 {'id': '1', 'state': 'open', 'iceConnectionState': 'new',
                  'signalingState': 'have-local-offer'}]
                """,
                WireJson.connections(List.of(answered, TestConnections.offered("1"))));
        assertJson("[]", WireJson.connections(List.of()));
    }

    @Test
    void aDescriptionHasTypeAndSdp() {
        assertJson(
                "{'type': 'answer', 'sdp': 'v=0\\r\\ns=-\\r\\n'}",
                WireJson.description(SessionDescription.answer(SDP)));
    }

    @Test
    void noDescriptionIsAnEmptyObject() {
        assertJson("{}", WireJson.description(Optional.empty()));
    }

    @Test
    void examplesAreAnArrayOfNameTitleAndDescription() {
        assertJson(
                "[{'name': 'ping-pong', 'title': 'Ping pong', 'description': 'Says “pong”.'}]",
                WireJson.examples(
                        List.of(new ExampleInfo("ping-pong", "Ping pong", "Says “pong”."))));
        assertJson("[]", WireJson.examples(List.of()));
    }

    @Test
    void readsAnAnswer() {
        assertEquals(
                SessionDescription.answer(SDP),
                WireJson.answer("{\"type\":\"answer\",\"sdp\":\"v=0\\r\\ns=-\\r\\n\"}"));
    }

    @Test
    void readsAnAnswerHoweverItsMembersAreOrderedSpacedAndEscaped() {
        assertEquals(
                SessionDescription.answer("v=0\nä"),
                WireJson.answer(
                        "\n {\t\"sdp\" : \"v=0\\n\\u00e4\" , \"ty\\u0070e\": \"answer\" } "));
    }

    @Test
    void ignoresMembersThatItDoesNotKnow() {
        assertEquals(
                SessionDescription.answer(SDP),
                WireJson.answer(
                        "{\"id\":[{}],\"type\":\"answer\",\"sdp\":\"v=0\\r"
                                + "\\n"
                                + "s=-\\r"
                                + "\\n"
                                + "\",\"x\":null}"));
    }

    @Test
    void readsWhatItWrites() {
        SessionDescription answer = SessionDescription.answer("v=0\r\ns=\"\\ \u0001 ☎ 😀\r\n");

        assertEquals(answer, WireJson.answer(WireJson.description(answer).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t"})
    void anEmptyBodyIsRefusedAsEmpty(String json) {
        assertRefused(json, "The body is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "answer",
                "'type'",
                "nul",
                "{\"type\":\"answer\",\"sdp\":\"v=0\"",
                "{\"type\":\"answer\",\"sdp\":\"v=0",
                "{\"type\":\"answer\" \"sdp\":\"v=0\"}",
                "{\"type\":\"answer\",\"sdp\":\"v=0\",}",
                "{\"type\":\"answer\",\"sdp\":\"v=0\"} x",
                "{\"type\":\"answer\",\"sdp\":\"v=0\"}{}",
                "{type:\"answer\",sdp:\"v=0\"}",
                "{\"type\":\"answer\",\"sdp\":\"v=0\r\n\"}",
                "{\"type\":\"answer\",\"sdp\":\"\\x\"}",
                "{\"type\":\"answer\",\"sdp\":\"\\u00\"}",
                "{\"type\":\"answer\",\"sdp\":\"v=0\",\"n\":01}",
                "type=answer&sdp=v%3D0",
                "\uFEFF{\"type\":\"answer\",\"sdp\":\"v=0\"}",
                "\0",
            })
    void whatIsNotJsonIsRefusedAsSuch(String json) {
        assertRefused(json, "The body is not JSON");
    }

    @ParameterizedTest
    @CsvSource({
        "null, null",
        "[], an array",
        "'[{\"type\":\"answer\",\"sdp\":\"v=0\"}]', an array",
        "42, a number",
        "-1.5e300, a number",
        "true, a boolean",
        "false, a boolean",
        "'\"answer\"', a string",
    })
    void jsonThatIsNoObjectIsRefusedWithWhatItIs(String json, String kind) {
        assertRefused(json, "not " + kind + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', type",
        "'{\"sdp\":\"v=0\"}', type",
        "'{\"Type\":\"answer\",\"sdp\":\"v=0\"}', type",
        "'{\"type\":\"answer\"}', sdp",
        "'{\"type\":\"answer\",\"SDP\":\"v=0\"}', sdp",
    })
    void aMissingMemberIsRefusedByItsName(String json, String name) {
        assertRefused(json, "The member \"" + name + "\" is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"type\":null,\"sdp\":\"v=0\"}', \"type\" must be a string, not null.",
        "'{\"type\":7,\"sdp\":\"v=0\"}', \"type\" must be a string, not a number.",
        "'{\"type\":[\"answer\"],\"sdp\":\"v=0\"}', \"type\" must be a string, not an array.",
        "'{\"type\":\"answer\",\"sdp\":null}', \"sdp\" must be a string, not null.",
        "'{\"type\":\"answer\",\"sdp\":1}', \"sdp\" must be a string, not a number.",
        "'{\"type\":\"answer\",\"sdp\":true}', \"sdp\" must be a string, not a boolean.",
        "'{\"type\":\"answer\",\"sdp\":[]}', \"sdp\" must be a string, not an array.",
        "'{\"type\":\"answer\",\"sdp\":{}}', \"sdp\" must be a string, not an object.",
    })
    void aMemberThatIsNoStringIsRefusedWithWhatItIs(String json, String detail) {
        assertRefused(json, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offer", "pranswer", "rollback", "Answer", "answer ", "", "hello"})
    void anyTypeButAnswerIsRefused(String type) {
        assertRefused(
                "{\"type\":\"" + type + "\",\"sdp\":\"v=0\"}",
                "\"type\" must be \"answer\", not \"" + type + "\".");
    }

    @Test
    void aVeryLongTypeIsNotRepeatedInFull() {
        String refusal = refusalOf("{\"type\":\"" + "x".repeat(60_000) + "\",\"sdp\":\"v=0\"}");

        assertTrue(refusal.length() < 100, refusal);
        assertTrue(refusal.contains("xxx…\""), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[[],", "{\"type\":["})
    void deepNestingIsRefusedAsNotJson(String nesting) {
        String deep = nesting.repeat(RequestBody.MAX_LENGTH / nesting.length());

        String refusal = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> refusalOf(deep));

        assertTrue(refusal.contains("The body is not JSON"), refusal);
    }

    @Test
    void deepNestingThatIsClosedAgainIsRefused() {
        int depth = 30_000;

        refusalOf("[".repeat(depth) + "]".repeat(depth));
        refusalOf("{\"type\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"sdp\":\"v=0\"}");
    }

    @Test
    void ofDuplicateMembersTheLastOneCounts() {
        assertEquals(
                SessionDescription.answer("last"),
                WireJson.answer(
                        "{\"type\":\"offer\",\"sdp\":\"first\",\"type\":\"answer\",\"sdp\":\"last\"}"));
    }

    @Test
    void aRecordingIsItsIdAndItsValues() {
        Recording recording =
                new Recording() {
                    @Override
                    public Map<String, ?> values() {
                        return Map.of("state", "failed", "duration", 1.5, "size", 3L);
                    }

                    @Override
                    public Optional<Path> file() {
                        return Optional.empty();
                    }

                    @Override
                    public String contentType() {
                        return "video/mp4";
                    }

                    @Override
                    public String fileName() {
                        return "recording.mp4";
                    }

                    @Override
                    public void delete() {}
                };
        assertEquals(
                Json.createObjectBuilder()
                        .add("id", "a-1")
                        .add("state", "failed")
                        .add("duration", 1.5)
                        .add("size", 3)
                        .build(),
                WireJson.recording("a-1", recording));
    }
}
