package org.webrtcexamples.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What tells one state of a file from another, and <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-13">whether a request wants this one</a>.
 *
 * @param etag strong, with its quotes
 * @param lastModified in ms since 1970, whole seconds
 */
record Validators(String etag, long lastModified) {

    private static final String IF_RANGE = "If-Range";

    static Validators of(String id, BasicFileAttributes file) {
        long modified = file.lastModifiedTime().toMillis();
        return new Validators(
                "\"%s-%x-%x\"".formatted(id, file.size(), modified), modified / 1000 * 1000);
    }

    void addTo(HttpServletResponse response) {
        response.setHeader(HttpHeaders.ETAG, etag);
        response.setDateHeader(HttpHeaders.LAST_MODIFIED, lastModified);
    }

    /**
     * @return PRECONDITION_FAILED, NOT_MODIFIED, or OK if the request is to be carried out
     */
    Status evaluate(HttpServletRequest request) {
        List<String> match = etags(request, HttpHeaders.IF_MATCH);
        List<String> noneMatch = etags(request, HttpHeaders.IF_NONE_MATCH);
        long unmodifiedSince = date(request, HttpHeaders.IF_UNMODIFIED_SINCE);
        long modifiedSince = date(request, HttpHeaders.IF_MODIFIED_SINCE);
        if (match.isEmpty()
                ? unmodifiedSince >= 0 && lastModified > unmodifiedSince
                : !match.contains(etag) && !match.contains("*")) {
            return Status.PRECONDITION_FAILED;
        }
        if (noneMatch.isEmpty()
                ? lastModified <= modifiedSince
                : noneMatch.contains(etag)
                        || noneMatch.contains("W/" + etag)
                        || noneMatch.contains("*")) {
            return Status.NOT_MODIFIED;
        }
        return Status.OK;
    }

    /** Whether a range is wanted of this state, or else the whole file. */
    boolean allowRange(HttpServletRequest request) {
        String ifRange = request.getHeader(IF_RANGE);
        return ifRange == null || ifRange.equals(etag) || date(request, IF_RANGE) == lastModified;
    }

    private static List<String> etags(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .toList();
    }

    /** -1 if there is none, or none that is a date. */
    private static long date(HttpServletRequest request, String header) {
        try {
            return request.getDateHeader(header);
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
