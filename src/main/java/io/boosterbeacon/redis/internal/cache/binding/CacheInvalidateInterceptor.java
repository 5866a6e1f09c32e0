package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CacheInvalidate}. */
@Interceptor
@CacheInvalidate
@Priority(InterceptorPriority.DEFAULT)
public class CacheInvalidateInterceptor extends ChangingInterceptor {
    private static final long serialVersionUID = 1L;
}
