package io.boosterbeacon.redis.internal.cache.binding;

import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/** The call that an interceptor handles. On some servers all interceptors of a call share its parameters. */
record InterceptedCall(InvocationContext call) implements Invocation {
    @Override
    public @Nullable Object proceed(@Nullable Object @Nullable [] changed) throws Exception {
        if (changed == null) {
            return call.proceed();
        }
        Object[] own = call.getParameters().clone();
        call.setParameters(changed);
        try {
            return call.proceed();
        } finally {
            // outer interceptors may read them, or call again
            call.setParameters(own);
        }
    }
}
