package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/** Binds {@link Cached}; see {@link InterceptorPriority}. */
@Interceptor
@Cached
@Priority(InterceptorPriority.DEFAULT + InterceptorPriority.READS)
public class CachedInterceptor {
    @Inject
    private CacheMethods methods;

    // a timer calls its method past what is around other calls
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Throwable {
        return methods.read(
                BeanMethod.of(call.getTarget().getClass(), call.getMethod()), call.getParameters(), call::proceed);
    }
}
