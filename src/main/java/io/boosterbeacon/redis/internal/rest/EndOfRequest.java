package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.AdmittedCall;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Ends an admitted call with its request, which an asynchronous servlet completes later. */
final class EndOfRequest implements AsyncListener {
    private final AdmittedCall call;
    private final HttpServletResponse response;

    private EndOfRequest(AdmittedCall call, HttpServletResponse response) {
        this.call = call;
        this.response = response;
    }

    /**
     * Ends a call when its request has ended; at once if no servlet has made the request asynchronous.
     *
     * @param returned false if a servlet has thrown an exception
     */
    static void end(AdmittedCall call, ServletRequest request, HttpServletResponse response, boolean returned) {
        if (!call.isOpen() && !call.outcome().isNeeded()) {
            return;
        }
        EndOfRequest end = new EndOfRequest(call, response);
        try {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(end);
                return;
            }
        } catch (IllegalStateException e) {
            // the request has been completed meanwhile
        }
        end.end(returned);
    }

    private void end(boolean returned) {
        if (call.outcome().isNeeded()) {
            call.outcome().end(returned && RateLimitFilter.isSuccess(response.getStatus()));
        }
        call.end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end(true);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end(false);
    }

    @Override
    public void onError(AsyncEvent event) {
        end(false);
    }

    /** The container drops its listeners when a request becomes asynchronous once more. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
