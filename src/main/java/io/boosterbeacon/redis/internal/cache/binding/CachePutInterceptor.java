package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CachePut}. */
@Interceptor
@CachePut
@Priority(InterceptorPriority.DEFAULT)
public class CachePutInterceptor extends ChangingInterceptor {
    private static final long serialVersionUID = 1L;
}
