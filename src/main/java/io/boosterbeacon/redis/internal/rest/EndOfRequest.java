package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
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
 * <p>Calls end in several places, each as early as it can know the end, so that a client that has seen the end of a
 * response finds its permit again. The first place ends a call, and the others have no effect:
 *
 * <ul>
 *   <li>{@link UnansweredRequestFilter}, when a response is filtered that no resource method has made: nothing runs;
 *   <li>{@link RateLimitFilter}, when a response without an entity is filtered: nothing is written any more;
 *   <li>{@link LastWrite}, when JAX-RS closes the stream of an entity, before the last byte is sent, or cannot write to
 *       it;
 *   <li>this filter, for the rest: servlets, exceptions that no mapper takes, events, and some failures of asynchronous
 *       calls. JAX-RS filters see no response of these.
 * </ul>
 *
 * <p>It is public because TomEE injects into filters, and fails for hidden classes.
 */
public final class EndOfRequest implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean forwarded = request.getDispatcherType() == DispatcherType.FORWARD;
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            // who has forwarded a request may still answer it
            if (!forwarded) {
                Throwable failure = cause(e);
                end(request, counts -> counts.fail(failure));
            }
            throw e;
        }
        // the container closes the response of a forwarded request before it returns to who has forwarded it
        end(request, counts -> counts.finish(status(response)));
    }

    private static void end(ServletRequest request, Consumer<RequestCounts> end) {
        RequestCounts counts = RequestCounts.find(request);
        if (counts == null || !counts.isHolding()) {
            return;
        }
        try {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Completion(counts, end));
                return;
            }
        } catch (IllegalStateException e) {
            // the request has been completed meanwhile
        }
        end.accept(counts);
    }

    private static int status(ServletResponse response) {
        return response instanceof HttpServletResponse answered ? answered.getStatus() : HttpServletResponse.SC_OK;
    }

    /** The exception that a servlet has wrapped. */
    private static Throwable cause(Throwable failure) {
        return failure instanceof ServletException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * The end of a request. After a timeout or an error, an asynchronous request may go on: listeners of the application
     * or of JAX-RS may dispatch it or give it more time. If nobody does, the container completes it (Jakarta Servlet,
     * {@code AsyncContext}). So only its completion is its end.
     */
    private static final class Completion implements AsyncListener {
        private final RequestCounts counts;
        private volatile Consumer<RequestCounts> end;

        Completion(RequestCounts counts, Consumer<RequestCounts> end) {
            this.counts = counts;
            this.end = end;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end.accept(counts);
        }

        /** The status of the response tells whether somebody has answered the request all the same. */
        @Override
        public void onTimeout(AsyncEvent event) {}

        /** A container tells in this way that it could not write to the client. */
        @Override
        public void onError(AsyncEvent event) {
            Throwable failure = event.getThrowable();
            end = failure instanceof IOException ? RequestCounts::abort : failed -> failed.fail(failure);
        }

        /** The container drops its listeners when a request becomes asynchronous once more. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
