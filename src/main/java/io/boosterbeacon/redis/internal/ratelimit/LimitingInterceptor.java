package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.BeanMethod;
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

    // which can be serialized, as the beans of sessions are with their interceptors
    @Inject
    private Instance<LimitedMethods> methods;

    private transient @Nullable LimitedMethods found;

    // a timer calls its method past what is around other calls
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Exception {
        if (call.getContextData().putIfAbsent(DONE, true) != null) {
            return call.proceed();
        }
        return methods().call(BeanMethod.of(call.getTarget().getClass(), call.getMethod()), call::proceed);
    }

    private LimitedMethods methods() {
        LimitedMethods known = found;
        if (known == null) {
            known = methods.get();
            found = known;
        }
        return known;
    }
}
