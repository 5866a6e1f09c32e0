package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CacheInvalidates;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CacheInvalidates}. */
@Interceptor
@CacheInvalidates
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 10)
public class CacheInvalidatesInterceptor extends ChangingInterceptor {}
