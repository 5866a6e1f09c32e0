package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link RateLimit.List}. */
@Interceptor
@RateLimit.List
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class RateLimitListInterceptor extends LimitingInterceptor {
    private static final long serialVersionUID = 1L;
}
