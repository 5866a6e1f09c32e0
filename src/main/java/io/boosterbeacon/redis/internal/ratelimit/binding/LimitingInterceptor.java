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
 * One interceptor for {@code @RateLimit} and {@code @RateLimit.List}. A method may be intercepted by both subclasses, if
 * its class has one annotation and the method several. The first one decides.
 */
abstract class LimitingInterceptor implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String DONE = LimitingInterceptor.class.getName();

    // an Instance can be serialized, the bean that it finds cannot
    @Inject
    private Instance<LimitedMethods> methods;

    private final LazyBean<LimitedMethods> bean = new LazyBean<>();

    // timeout methods are not intercepted by @AroundInvoke
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Exception {
        if (call.getContextData().putIfAbsent(DONE, true) != null) {
            return call.proceed();
        }
        return bean.get(methods)
                .call(call.getTarget().getClass(), call.getMethod(), call.getParameters(), call::proceed);
    }
}
