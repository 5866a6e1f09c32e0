package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.NearValue;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that a caller has got from a cache, or has loaded for it.
 *
 * @param value the object that the caller has
 * @param bytes its stored form
 * @param freshUntil when it becomes stale, by the node's clock of nanoseconds
 * @param staleTtl how long it may be served afterwards
 * @param near what this node keeps of it; null if it was not near
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CachedRead(
        CacheEntry entry,
        ValueFormat format,
        @Nullable Object value,
        byte[] bytes,
        long freshUntil,
        Duration staleTtl,
        @Nullable NearValue near) {
    /** Whether an object is the value, or the content of the value if that is an {@code Optional}. */
    boolean isOf(Object object) {
        return value == object || (value instanceof Optional<?> wrapped && wrapped.orElse(null) == object);
    }

    /**
     * Whether an object may be another one that merely looks the same: a constant, an interned text, a boxed number, or
     * an empty collection.
     */
    static boolean mayBeShared(Object object) {
        return object instanceof Enum<?>
                || (object.getClass().getName().startsWith("java.")
                        && !(object instanceof Collection<?> collection && !collection.isEmpty())
                        && !(object instanceof Map<?, ?> map && !map.isEmpty())
                        && !(object instanceof Optional<?> wrapped && wrapped.isPresent()));
    }

    /**
     * How long the value is still fresh; zero if it is stale.
     *
     * @param now the time of the node's clock
     */
    public Duration freshFor(long now) {
        return Duration.ofNanos(Math.max(0, freshUntil - now));
    }

    /** A text that is the same for equal values of a type on all nodes; empty if there is none. */
    public Optional<String> digest() {
        return Optional.ofNullable(
                near == null
                        ? format.digest(entry, bytes)
                        : near.digest(format.ofAllCalls(), () -> format.digest(entry, bytes)));
    }
}
