package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.server.LazyBean;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One interceptor for one and for several {@code @RateLimit}s. A class with one and a method with several are intercepted by
 * both of its subclasses; the first decides.
 */
abstract class LimitingInterceptor implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String DONE = LimitingInterceptor.class.getName();

    // can be serialized, unlike what it finds
    @Inject
    private Instance<LimitedMethods> methods;

    private final LazyBean<LimitedMethods> found = new LazyBean<>();

    // a timer calls its method without the other one
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Exception {
        if (call.getContextData().putIfAbsent(DONE, true) != null) {
            return call.proceed();
        }
        return found.in(methods).call(call.getTarget().getClass(), call.getMethod(), call::proceed);
    }
}
