package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

/** Binds {@link RateLimits}. */
@Interceptor
@RateLimits
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
public class RateLimitsInterceptor extends LimitingInterceptor {
    private static final long serialVersionUID = 1L;
}
