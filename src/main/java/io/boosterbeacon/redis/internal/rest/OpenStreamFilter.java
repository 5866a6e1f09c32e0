package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;

/** Ends a call when its entity has been written, for responses whose stream the server does not close. */
@Priority(Priorities.AUTHENTICATION + 20)
public final class OpenStreamFilter extends RateLimitFilter implements WriterInterceptor {
    OpenStreamFilter(RequestLimits.Limit limit, Caller servlet, RateLimitResponses answer) {
        super(limit, servlet, answer);
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        try {
            context.proceed();
        } finally {
            endCall(context.getProperty(VERDICT));
        }
    }
}
