package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/** Outside JTA's interceptor (priority 200): a hit needs no transaction. */
@Interceptor
@Cached
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 20)
public class CachedInterceptor {
    @Inject
    private CacheMethods methods;

    @AroundInvoke
    @Nullable
    Object around(InvocationContext call) throws Throwable {
        return methods.read(
                BeanMethod.of(call.getTarget().getClass(), call.getMethod()), call.getParameters(), call::proceed);
    }
}
