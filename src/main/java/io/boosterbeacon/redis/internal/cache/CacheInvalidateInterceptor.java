package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CacheInvalidate}. */
@Interceptor
@CacheInvalidate
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 10)
public class CacheInvalidateInterceptor extends ChangingInterceptor {}
