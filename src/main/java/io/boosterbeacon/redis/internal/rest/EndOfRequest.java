package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Ends the limited calls of each request when the container has finished the request, whatever has answered it. It is
 * the first filter, for all requests. An asynchronous request ends when it is complete, and not with its first thread.
 *
 * <p>Most calls have ended before, with the last byte of their response. These have no response that JAX-RS filters
 * see: exceptions that no mapper takes, and some failures of asynchronous calls. It is public because TomEE injects into
 * filters, and fails for hidden classes.
 */
public final class EndOfRequest implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            end(request, response, counts -> counts.fail(cause(e)));
            throw e;
        }
        end(request, response, counts -> counts.finish(status(response)));
    }

    private static void end(ServletRequest request, ServletResponse response, Consumer<RequestCounts> now) {
        RequestCounts counts = RequestCounts.find(request);
        if (counts == null || !counts.isHolding()) {
            return;
        }
        try {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Completion(counts, response));
                return;
            }
        } catch (IllegalStateException e) {
            // the request has been completed meanwhile
        }
        now.accept(counts);
    }

    private static int status(ServletResponse response) {
        return response instanceof HttpServletResponse answered ? answered.getStatus() : HttpServletResponse.SC_OK;
    }

    /** The exception that a servlet has wrapped. */
    private static Throwable cause(Throwable failure) {
        return failure instanceof ServletException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The end of an asynchronous request. */
    private record Completion(RequestCounts counts, ServletResponse response) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            counts.finish(status(response));
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            counts.fail(event.getThrowable());
        }

        /** A container tells in this way that it could not write to the client. */
        @Override
        public void onError(AsyncEvent event) {
            Throwable failure = event.getThrowable();
            if (failure instanceof IOException) {
                counts.abort();
            } else {
                counts.fail(failure);
            }
        }

        /** The container drops its listeners when a request becomes asynchronous once more. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
