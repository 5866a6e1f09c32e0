package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One interceptor for all annotations that change caches. A method with several of them is intercepted by several of its
 * subclasses; the first carries out all the changes.
 */
abstract class ChangingInterceptor implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String DONE = ChangingInterceptor.class.getName();

    // which can be serialized, as the beans of sessions are with their interceptors
    @Inject
    private Instance<CacheMethods> methods;

    private transient @Nullable CacheMethods found;

    // a timer calls its method past what is around other calls
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Exception {
        if (call.getContextData().putIfAbsent(DONE, true) != null) {
            return call.proceed();
        }
        return methods()
                .change(
                        BeanMethod.of(call.getTarget().getClass(), call.getMethod()),
                        call.getParameters(),
                        call::proceed);
    }

    private CacheMethods methods() {
        CacheMethods known = found;
        if (known == null) {
            known = methods.get();
            found = known;
        }
        return known;
    }
}
