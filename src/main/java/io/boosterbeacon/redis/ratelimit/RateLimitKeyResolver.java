package io.boosterbeacon.redis.ratelimit;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Names the subject that a {@link RateLimit} counts for; implement it as a CDI bean, safe for use by many threads.
 *
 * <p>The returned text is hashed before it is stored. An exception is treated as any other of the application: it is
 * passed on.
 */
@FunctionalInterface
public interface RateLimitKeyResolver {
    /**
     * Names the subject of the current call. Inject what it depends on, {@code HttpServletRequest} for instance.
     *
     * @param endpoint the method that is about to be called
     * @return the subject, for instance a tenant's id; null or empty for a call without one: those share one count, and one
     *     warning is logged
     */
    @Nullable
    String resolve(Method endpoint);
}
