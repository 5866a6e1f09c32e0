package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code RedisService}, the same entries as {@link CacheEntry.Plain}. Writing or deleting a key also ends
 * its lease. Stages fail with {@link StoreException}.
 */
public interface KeyValueStore {
    /** The value; empty if the key does not exist. */
    CompletionStage<Optional<byte[]>> get(String key);

    /** The values of the keys that exist. */
    CompletionStage<Map<String, byte[]>> getAll(Collection<String> keys);

    /** Stores a value; a null {@code ttl} means that it does not expire. */
    CompletionStage<Void> set(String key, byte[] value, @Nullable Duration ttl);

    /** Stores all values in one round trip. */
    CompletionStage<Void> setAll(Map<String, byte[]> values, Duration ttl);

    /** Deletes keys, and returns how many of them existed. */
    CompletionStage<Long> delete(Collection<String> keys);

    CompletionStage<Boolean> exists(String key);

    /** Sets the lifetime of a key. Returns false if the key does not exist. */
    CompletionStage<Boolean> expire(String key, Duration ttl);

    /** The remaining lifetime; empty if the key does not exist or does not expire. */
    CompletionStage<Optional<Duration>> ttl(String key);

    /**
     * Adds to a decimal number. {@code ttl} applies only if the key is created. Fails with {@code COMMAND_ERROR} if the
     * value is no number.
     */
    CompletionStage<Long> increment(String key, long by, Duration ttl);
}
