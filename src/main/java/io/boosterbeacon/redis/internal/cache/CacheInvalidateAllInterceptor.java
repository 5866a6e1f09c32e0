package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CacheInvalidateAll}. */
@Interceptor
@CacheInvalidateAll
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 10)
public class CacheInvalidateAllInterceptor extends ChangingInterceptor {}
