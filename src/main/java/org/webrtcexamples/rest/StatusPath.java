package org.webrtcexamples.rest;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;

import org.webrtcexamples.connections.ConnectionRegistry;
import org.webrtcexamples.connections.Status;

import java.io.IOException;

/**
 * {@code GET {base}/{example}/status}: the status of an example, now and after each change, as <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent events</a>.
 *
 * <p>A servlet, for JAX-RS has no writing that does not block: a reader who takes nothing would
 * hold a thread.
 */
@WebServlet(urlPatterns = StatusPath.INTERNAL + "/*", asyncSupported = true)
public class StatusPath extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Where {@link PublicPaths} leads. No example can have a name with an underscore. */
    static final String INTERNAL = '/' + RestApplication.PREFIX + "/status_events";

    @Inject private transient ConnectionRegistry registry;

    @Inject private transient StatusReaders readers;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            if (!request.getMethod().equals(HttpMethod.GET)) {
                throw new NotAllowedException(HttpMethod.GET);
            }
            String example = request.getPathInfo().substring(1);
            Status status = registry.status(example).orElseThrow(NotFoundException::new);
            readers.admit(status, () -> open(request, response));
        } catch (RuntimeException e) {
            Problems.send(e, response);
        }
    }

    private static AsyncContext open(HttpServletRequest request, HttpServletResponse response) {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        return async;
    }
}
