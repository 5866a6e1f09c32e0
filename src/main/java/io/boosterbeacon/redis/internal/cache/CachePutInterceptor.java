package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CachePut;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link CachePut}. */
@Interceptor
@CachePut
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 10)
public class CachePutInterceptor extends ChangingInterceptor {}
