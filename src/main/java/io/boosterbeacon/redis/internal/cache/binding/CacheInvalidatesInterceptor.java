package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CacheInvalidates}. */
@Interceptor
@CacheInvalidates
@Priority(InterceptorPriority.DEFAULT)
public class CacheInvalidatesInterceptor extends ChangingInterceptor {
    private static final long serialVersionUID = 1L;
}
