package org.webrtcexamples.rest;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.webrtcexamples.connections.ConnectionRegistry;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leads the public paths, which begin with an example's name, to what serves them: {@code
 * /{example}/connections} and {@code /{example}/recordings} to JAX-RS, {@code /{example}/status} to
 * {@link StatusPath}, the file of a recording to {@link RecordingVideoPath}, {@code
 * /{example}/index.html} to the one page that hosts every example. All others are static files.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class PublicPaths extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final Pattern REST = Pattern.compile("/[^/]+/(connections|recordings)(/.*)?");

    private static final Pattern STATUS = Pattern.compile("/([A-Za-z0-9-]+)/status");

    private static final Pattern VIDEO =
            Pattern.compile("/([A-Za-z0-9-]+)/recordings/([A-Za-z0-9-]+)/video");

    /**
     * All that the wire knows. Nothing else is forwarded as it is: a forward may decode a path once
     * more, and may lead to WEB-INF.
     */
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9/_-]+");

    private static final String INTERNAL = '/' + RestApplication.PREFIX;

    private static final Pattern PAGE = Pattern.compile("/([^/]+)/(index\\.html)?");
    private static final Pattern FOLDER = Pattern.compile("/([^/]+)");

    @Inject private transient ConnectionRegistry registry;

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = path(request);
        Matcher page = PAGE.matcher(path);
        Matcher status = STATUS.matcher(path);
        Matcher video = VIDEO.matcher(path);
        Matcher folder = FOLDER.matcher(path);
        if (video.matches()) {
            request.getRequestDispatcher(
                            RecordingVideoPath.INTERNAL
                                    + '/'
                                    + video.group(1)
                                    + '/'
                                    + video.group(2))
                    .forward(request, response);
        } else if (REST.matcher(path).matches() || (path + '/').startsWith(INTERNAL + '/')) {
            boolean known = SAFE.matcher(path).matches() && !path.startsWith(INTERNAL);
            request.getRequestDispatcher(INTERNAL + (known ? path : "/nothing"))
                    .forward(request, response);
        } else if (status.matches()) {
            request.getRequestDispatcher(StatusPath.INTERNAL + '/' + status.group(1))
                    .forward(request, response);
        } else if (page.matches() && isExample(page.group(1))) {
            request.getRequestDispatcher("/example.html").forward(request, response);
        } else if (folder.matches() && isExample(folder.group(1))) {
            response.sendRedirect(request.getContextPath() + path + "/index.html");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        return info == null ? request.getServletPath() : request.getServletPath() + info;
    }

    private boolean isExample(String name) {
        return registry.examples().stream().anyMatch(example -> example.name().equals(name));
    }
}
