package org.webrtcexamples.rest;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;

import org.webrtcexamples.peer.InvalidAnswerException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads no more of a request than it may have. */
final class RequestBody {

    /** In bytes. A browser's answer with audio and video has about 5,000. */
    static final int MAX_LENGTH = 64 * 1024;

    /**
     * How much of a body that is too long is read and thrown away, in bytes: a client that still
     * writes when the connection closes would not see why.
     */
    private static final int MAX_DRAINED = 4 * 1024 * 1024;

    private RequestBody() {}

    /**
     * @throws ClientErrorException 413 if it is too long, 400 if the client goes before its end
     * @throws InvalidAnswerException if it is not UTF-8
     */
    static String read(InputStream body) {
        byte[] bytes;
        try {
            bytes = body.readNBytes(MAX_LENGTH + 1);
            if (bytes.length > MAX_LENGTH) {
                drain(body);
            }
        } catch (IOException e) {
            throw new ClientErrorException(
                    "The body ends before its time.", Response.Status.BAD_REQUEST, e);
        }
        if (bytes.length > MAX_LENGTH) {
            throw new ClientErrorException(
                    "The body has more than " + MAX_LENGTH + " bytes.",
                    Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidAnswerException("The body is not UTF-8.", e);
        }
    }

    private static void drain(InputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        int drained = 0;
        int read;
        while (drained < MAX_DRAINED && (read = body.read(buffer)) >= 0) {
            drained += read;
        }
    }
}
