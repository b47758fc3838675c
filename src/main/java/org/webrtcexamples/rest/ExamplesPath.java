package org.webrtcexamples.rest;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;

/**
 * Leads {@code /examples} to JAX-RS. It is a folder of scripts, too: without a servlet of exactly
 * this name the container would redirect to {@code /examples/} before {@link PublicPaths} is asked.
 */
@WebServlet("/examples")
public class ExamplesPath extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        request.getRequestDispatcher('/' + RestApplication.PREFIX + "/examples")
                .forward(request, response);
    }
}
