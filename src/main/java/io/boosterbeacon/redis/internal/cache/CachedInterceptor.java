package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Binds {@link Cached}; see {@link InterceptorPriority}. */
@Interceptor
@Cached
@Priority(InterceptorPriority.DEFAULT + InterceptorPriority.READS)
public class CachedInterceptor implements Serializable {
    private static final long serialVersionUID = 1L;
    // which can be serialized, as the beans of sessions are with their interceptors
    @Inject
    private Instance<CacheMethods> methods;

    private transient @Nullable CacheMethods found;

    // a timer calls its method past what is around other calls
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Throwable {
        return methods()
                .read(
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
