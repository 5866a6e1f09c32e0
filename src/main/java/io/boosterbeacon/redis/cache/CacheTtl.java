package io.boosterbeacon.redis.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Determines how long a value is kept, for {@link Cached#ttlBy()} and {@link CachePut#ttlBy()}. Implement it as a CDI
 * bean that is safe for use by many threads:
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class UntilExpiry implements CacheTtl<AccessToken> {
 *     public Duration ttl(AccessToken token) {
 *         return Duration.between(Instant.now(), token.expiresAt());
 *     }
 * }
 * }</pre>
 *
 * <p>The annotated method never fails because of it: if it throws, the value is not stored, and a warning names the
 * annotation, the bean and the class of the exception.
 *
 * @param <T> the type of the values, or a supertype: of an {@code Optional} and a {@code CompletionStage} the content
 */
@FunctionalInterface
public interface CacheTtl<T> {
    /**
     * Returns the lifetime of a value that is about to be stored. A value that was loaded in a JTA transaction is
     * stored after the commit, for what is then left of its lifetime. Not called for null and empty {@code Optional}s:
     * they have {@link Cached#nullTtl()}.
     *
     * @param value not null; do not modify it
     * @return the lifetime from now on, before {@link Cached#jitter()}; zero or less: the value is not stored; null:
     *     that of the annotation. It counts in milliseconds, at least one, and at most 3,660 days
     */
    @Nullable
    Duration ttl(T value);

    /** Stands for no bean: the lifetime is that of the annotation. */
    final class None implements CacheTtl<Object> {
        private None() {}

        @Override
        public @Nullable Duration ttl(Object value) {
            return null;
        }
    }
}
