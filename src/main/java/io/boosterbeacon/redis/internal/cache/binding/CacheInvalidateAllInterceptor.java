package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CacheInvalidateAll}. */
@Interceptor
@CacheInvalidateAll
@Priority(InterceptorPriority.DEFAULT)
public class CacheInvalidateAllInterceptor extends ChangingInterceptor {
    private static final long serialVersionUID = 1L;
}
