package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.AdmittedCall;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;

/** Ends an admitted call with its request, which an asynchronous servlet completes later. */
final class EndOfRequest implements AsyncListener {
    private final AdmittedCall call;

    private EndOfRequest(AdmittedCall call) {
        this.call = call;
    }

    /** Ends a call when its request has ended; at once if no servlet has made the request asynchronous. */
    static void end(AdmittedCall call, ServletRequest request) {
        if (!call.isOpen()) {
            return;
        }
        try {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new EndOfRequest(call));
                return;
            }
        } catch (IllegalStateException e) {
            // the request has been completed meanwhile
        }
        call.end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        call.end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        call.end();
    }

    @Override
    public void onError(AsyncEvent event) {
        call.end();
    }

    /** The container drops its listeners when a request becomes asynchronous once more. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
