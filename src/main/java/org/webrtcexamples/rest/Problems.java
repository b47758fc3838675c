package org.webrtcexamples.rest;

import jakarta.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.webrtcexamples.connections.TooManyConnectionsException;
import org.webrtcexamples.connections.UnknownConnectionException;
import org.webrtcexamples.connections.UnknownExampleException;
import org.webrtcexamples.connections.UnknownRecordingException;
import org.webrtcexamples.peer.InvalidAnswerException;
import org.webrtcexamples.peer.NoAnswerAwaitedException;
import org.webrtcexamples.peer.PeerClosedException;
import org.webrtcexamples.peer.PeerLimitException;
import org.webrtcexamples.peer.PeerUnavailableException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whatever fails becomes a <a href="https://www.rfc-editor.org/rfc/rfc9457">problem document</a>.
 */
@Provider
public class Problems implements ExceptionMapper<Throwable> {

    private static final Logger LOGGER = System.getLogger(Problems.class.getName());

    private static final String PROBLEM_JSON = "application/problem+json";
    private static final int RETRY_AFTER_SECONDS = 10;

    /** Headers of a refusal that a problem document has, too. */
    private static final List<String> KEPT =
            List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER, "Content-Range");

    private static final LogLimit REFUSED = new LogLimit(System::nanoTime);
    private static final LogLimit FAILED = new LogLimit(System::nanoTime);
    private static final LogLimit CRASHED = new LogLimit(System::nanoTime);

    private final LogLimit refused;
    private final LogLimit failed;
    private final LogLimit crashed;

    /** For the container. */
    public Problems() {
        this(REFUSED, FAILED, CRASHED);
    }

    /**
     * @param refused for want of room
     * @param failed because an engine has a fault
     * @param crashed because this application has one
     */
    Problems(LogLimit refused, LogLimit failed, LogLimit crashed) {
        this.refused = refused;
        this.failed = failed;
        this.crashed = crashed;
    }

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof ServiceUnavailableException
                || failure instanceof TooManyConnectionsException
                || failure instanceof PeerLimitException) {
            return full(failure.getMessage());
        } else if (failure instanceof WebApplicationException refusal) {
            return refusal(refusal);
        } else if (failure instanceof UnknownExampleException
                || failure instanceof UnknownConnectionException
                || failure instanceof UnknownRecordingException
                || failure instanceof PeerClosedException) {
            return problem(Status.NOT_FOUND, failure.getMessage());
        } else if (failure instanceof InvalidAnswerException) {
            return problem(Status.BAD_REQUEST, failure.getMessage());
        } else if (failure instanceof NoAnswerAwaitedException) {
            return problem(Status.CONFLICT, failure.getMessage());
        } else if (failure instanceof PeerUnavailableException) {
            return faulty(failure);
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        crashed.count()
                .ifPresent(
                        count ->
                                LOGGER.log(
                                        Level.ERROR,
                                        "Requests that failed since the last such line: " + count,
                                        failure));
        return problem(
                Status.INTERNAL_SERVER_ERROR, "The server failed; its log says more. Try again.");
    }

    /** The same for a servlet, which has no mappers. */
    static void send(Throwable failure, HttpServletResponse response) throws IOException {
        Response problem = new Problems().toResponse(failure);
        response.setStatus(problem.getStatus());
        problem.getStringHeaders()
                .forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
        response.getOutputStream().write((byte[]) problem.getEntity());
    }

    /** What HTTP itself refuses: an unknown path, a wrong method, a range beyond the end. */
    private static Response refusal(WebApplicationException refused) {
        Response response = refused.getResponse();
        Response.ResponseBuilder problem =
                Response.fromResponse(problem(response.getStatusInfo(), detail(refused)));
        for (String name : KEPT) {
            String value = response.getHeaderString(name);
            if (value != null) {
                problem.header(name, value);
            }
        }
        return problem.build();
    }

    private static String detail(WebApplicationException refused) {
        return switch (refused.getResponse().getStatus()) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path knows other methods only; see the header Allow.";
            case 406 -> "The answer is application/json; the header Accept excludes it.";
            case 415 -> "The body must have the Content-Type application/json.";
            default -> refused.getMessage();
        };
    }

    /** No fault, and as frequent as clients like. */
    private Response full(String detail) {
        refused.count()
                .ifPresent(
                        count ->
                                LOGGER.log(
                                        Level.INFO,
                                        "Refused "
                                                + count
                                                + " requests since the last such line, because a"
                                                + " limit is reached; at last: "
                                                + detail));
        return unavailable(detail);
    }

    private Response faulty(Throwable failure) {
        failed.count()
                .ifPresent(
                        count ->
                                LOGGER.log(
                                        Level.WARNING,
                                        "No peer can be had; requests that failed since the last"
                                                + " such line: "
                                                + count,
                                        failure));
        return unavailable(failure.getMessage());
    }

    private static Response unavailable(String detail) {
        return Response.fromResponse(problem(Status.SERVICE_UNAVAILABLE, detail))
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    private static Response problem(Response.StatusType status, String detail) {
        String json =
                Json.createObjectBuilder()
                        .add("type", "about:blank")
                        .add("title", status.getReasonPhrase())
                        .add("status", status.getStatusCode())
                        .add("detail", detail == null ? status.getReasonPhrase() : detail)
                        .build()
                        .toString();
        return Response.status(status)
                .type(PROBLEM_JSON)
                .entity(json.getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
