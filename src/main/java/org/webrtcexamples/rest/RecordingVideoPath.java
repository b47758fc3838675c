package org.webrtcexamples.rest;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

import org.webrtcexamples.connections.ConnectionRegistry;
import org.webrtcexamples.connections.Recording;
import org.webrtcexamples.connections.UnknownRecordingException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD} of {@code {base}/{example}/recordings/{id}/video}: the file, or a <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-14">range</a> of it, which is how a player
 * seeks. {@code ?download} has a browser save it.
 *
 * <p>A servlet, as {@link StatusPath} is.
 */
@WebServlet(urlPatterns = RecordingVideoPath.INTERNAL + "/*", asyncSupported = true)
public class RecordingVideoPath extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Where {@link PublicPaths} leads. No example can have a name with an underscore. */
    static final String INTERNAL = '/' + RestApplication.PREFIX + "/recording_video";

    private static final String RANGE = "Range";
    private static final String CONTENT_RANGE = "Content-Range";
    private static final int RETRY_AFTER_SECONDS = 1;

    @Inject private transient ConnectionRegistry registry;

    @Inject private transient RecordingReaders readers;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            String method = request.getMethod();
            if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
                throw new NotAllowedException(
                        Response.status(Status.METHOD_NOT_ALLOWED)
                                .allow(HttpMethod.GET, HttpMethod.HEAD)
                                .build());
            }
            String[] names = request.getPathInfo().split("/");
            String example = names[1];
            String id = names[2];
            Recording recording = registry.recording(example, id);
            try {
                answer(recording, id, request, response);
            } catch (NoSuchFileException e) {
                throw new UnknownRecordingException(example, id);
            }
        } catch (IOException | RuntimeException e) {
            Problems.send(e, response);
        }
    }

    private void answer(
            Recording recording,
            String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Path path = file(recording);
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        Validators validators = Validators.of(id, attributes);
        switch (validators.evaluate(request)) {
            case PRECONDITION_FAILED ->
                    throw new ClientErrorException(
                            "It is another one than was asked for.", Status.PRECONDITION_FAILED);
            case NOT_MODIFIED -> {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                addCaching(validators, response);
            }
            default -> send(recording, path, attributes.size(), validators, request, response);
        }
    }

    /** Asks for the state first: it may become finished meanwhile, but nothing else again. */
    private static Path file(Recording recording) {
        Object state = recording.values().get("state");
        Optional<Path> file = recording.file();
        if (file.isPresent()) {
            return file.get();
        }
        if ("recording".equals(state)) {
            throw changing("It is still being recorded.");
        } else if ("finishing".equals(state)) {
            throw changing("It is being finished; try again.");
        }
        throw new NotFoundException();
    }

    private static ClientErrorException changing(String detail) {
        return new ClientErrorException(
                detail,
                Response.status(Status.CONFLICT)
                        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                        .build());
    }

    private void send(
            Recording recording,
            Path path,
            long size,
            Validators validators,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean head = request.getMethod().equals(HttpMethod.HEAD);
        Optional<ByteRange> range =
                head || !validators.allowRange(request)
                        ? Optional.empty()
                        : ByteRange.parse(ranges(request), size);
        ByteRange sent = range.orElse(new ByteRange(0, size));
        if (range.isPresent() && sent.length() == 0) {
            throw new ClientErrorException(
                    "The file has " + size + " bytes.",
                    Response.status(Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                            .header(CONTENT_RANGE, sent.contentRange(size))
                            .build());
        }
        Runnable addHeaders =
                () -> {
                    if (range.isPresent()) {
                        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                        response.setHeader(CONTENT_RANGE, sent.contentRange(size));
                    }
                    addCaching(validators, response);
                    response.setHeader("Accept-Ranges", "bytes");
                    response.setHeader("X-Content-Type-Options", "nosniff");
                    response.setHeader(
                            HttpHeaders.CONTENT_DISPOSITION, disposition(recording, request));
                    response.setContentType(recording.contentType());
                    response.setContentLengthLong(sent.length());
                };
        if (head) {
            addHeaders.run();
            // Else the container may end it with a writer, and add the charset of that.
            response.getOutputStream();
            return;
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            readers.admit(
                    file,
                    sent,
                    () -> {
                        addHeaders.run();
                        return open(request, response);
                    });
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static String ranges(HttpServletRequest request) {
        return String.join(",", Collections.list(request.getHeaders(RANGE)));
    }

    private static void addCaching(Validators validators, HttpServletResponse response) {
        validators.addTo(response);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    }

    private static String disposition(Recording recording, HttpServletRequest request) {
        return "%s; filename=\"%s\""
                .formatted(
                        request.getParameter("download") == null ? "inline" : "attachment",
                        recording.fileName().replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    /** A reader who is dropped learns of it by the end of his connection; HTTP/2 tells him. */
    private static AsyncContext open(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader("Connection", "close");
        }
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        return async;
    }
}
