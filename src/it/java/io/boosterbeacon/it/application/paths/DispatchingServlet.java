package io.boosterbeacon.it.application.paths;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Ends its requests in all ways that servlets know, as the last part of their path says. */
@WebServlet(urlPatterns = "/dispatch/*", asyncSupported = true)
public class DispatchingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int TEAPOT = 418;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (request.getPathInfo()) {
            case "/forward" -> request.getRequestDispatcher("/plain/forwarded").forward(request, response);
            case "/include" -> request.getRequestDispatcher("/plain/included").include(request, response);
            case "/to-a-resource" -> request.getRequestDispatcher("/api/held").forward(request, response);
            case "/error-page" -> response.sendError(TEAPOT);
            case "/exception" -> throw new ServletException("broken on purpose");
            case "/complete" -> {
                AsyncContext async = request.startAsync();
                response.getWriter().write("later");
                later(request).execute(async::complete);
            }
            case "/dispatch" -> {
                AsyncContext async = request.startAsync();
                later(request).execute(() -> async.dispatch("/plain/dispatched"));
            }
            case "/timeout" -> request.startAsync().setTimeout(50);
            default -> response.getWriter().write("done");
        }
    }

    private static Executor later(HttpServletRequest request) {
        String millis = request.getParameter("ms");
        return CompletableFuture.delayedExecutor(millis == null ? 20 : Integer.parseInt(millis), TimeUnit.MILLISECONDS);
    }
}
