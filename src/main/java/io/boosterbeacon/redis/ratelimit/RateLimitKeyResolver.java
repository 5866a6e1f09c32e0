package io.boosterbeacon.redis.ratelimit;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Determines the subject that a {@link RateLimit} counts for. Implement it as a CDI bean that is safe for use by many
 * threads.
 *
 * <p>The returned text is hashed before it is stored. An exception is thrown to the caller of the limited method.
 */
@FunctionalInterface
public interface RateLimitKeyResolver {
    /**
     * Returns the subject of the current call. Inject what it depends on, for instance {@code HttpServletRequest}.
     *
     * @param endpoint the method that is about to be called
     * @return the subject, for instance a tenant's id; null or empty for a call without a subject: all such calls share
     *     one count, and one warning is logged
     */
    @Nullable
    String resolve(Method endpoint);
}
