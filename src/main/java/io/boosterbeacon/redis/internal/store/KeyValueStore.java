package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The plain keys of {@code RedisService}: the same entries as {@link CacheEntry.Plain}. Whatever writes or deletes a key also
 * ends its lease. Stages fail with {@link StoreException}.
 */
public interface KeyValueStore {
    /** The value, or empty. */
    CompletionStage<Optional<byte[]>> get(String key);

    /** The values of the keys that exist. */
    CompletionStage<Map<String, byte[]>> getAll(Collection<String> keys);

    /** Stores a value; a null {@code ttl} means that it does not expire. */
    CompletionStage<Void> set(String key, byte[] value, @Nullable Duration ttl);

    /** Stores all values; their commands travel together. */
    CompletionStage<Void> setAll(Map<String, byte[]> values, Duration ttl);

    /** How many of the keys existed. */
    CompletionStage<Long> delete(Collection<String> keys);

    CompletionStage<Boolean> exists(String key);

    /** False if the key does not exist. */
    CompletionStage<Boolean> expire(String key, Duration ttl);

    /** Empty if the key does not exist or does not expire. */
    CompletionStage<Optional<Duration>> ttl(String key);

    /** Adds to a decimal number; {@code ttl} applies only if the key is created. Not a number: COMMAND_ERROR. */
    CompletionStage<Long> increment(String key, long by, Duration ttl);
}
