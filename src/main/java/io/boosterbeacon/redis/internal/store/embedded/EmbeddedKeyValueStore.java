package io.boosterbeacon.redis.internal.store.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.Slot.Value;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Plain keys, stored in {@link Slots}. */
final class EmbeddedKeyValueStore implements KeyValueStore {
    private final Time time;
    private final Slots slots;

    EmbeddedKeyValueStore(Time time, Slots slots) {
        this.time = time;
        this.slots = slots;
    }

    private Slots.Key key(String key) {
        return slots.key(new CacheEntry.Plain(key));
    }

    private @Nullable Value find(String key) {
        return slots.get(key(key)) instanceof Value value ? value : null;
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        return completedFuture(
                Optional.ofNullable(find(key)).map(value -> value.bytes().clone()));
    }

    @Override
    public CompletionStage<Map<String, byte[]>> getAll(Collection<String> keys) {
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (String key : keys) {
            Value value = find(key);
            if (value != null) {
                found.put(key, value.bytes().clone());
            }
        }
        return completedFuture(found);
    }

    @Override
    public CompletionStage<Void> set(String key, byte[] value, @Nullable Duration ttl) {
        slots.put(key(key), slots.plain(value, ttl));
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Void> setAll(Map<String, byte[]> values, Duration ttl) {
        values.forEach((key, value) -> slots.put(key(key), slots.plain(value, ttl)));
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Long> delete(Collection<String> keys) {
        return completedFuture(
                keys.stream().filter(each -> slots.remove(key(each))).count());
    }

    @Override
    public CompletionStage<Boolean> exists(String key) {
        return completedFuture(find(key) != null);
    }

    @Override
    public CompletionStage<Boolean> expire(String key, Duration ttl) {
        while (true) {
            Value value = find(key);
            if (value == null) {
                return completedFuture(false);
            }
            if (slots.swap(key(key), value, Slots.plain(value.bytes(), time.in(ttl)))) {
                return completedFuture(true);
            }
        }
    }

    @Override
    public CompletionStage<Optional<Duration>> ttl(String key) {
        return completedFuture(Optional.ofNullable(find(key))
                .filter(value -> value.expiresAt() != Time.NEVER)
                .map(value -> Duration.ofMillis(value.expiresAt() - time.now())));
    }

    @Override
    public CompletionStage<Long> increment(String key, long by, Duration ttl) {
        try {
            while (true) {
                Slot old = slots.get(key(key));
                long sum = old instanceof Value value ? Math.addExact(number(value), by) : by;
                long expiresAt = old instanceof Value value ? value.expiresAt() : time.in(ttl);
                if (slots.swap(key(key), old, Slots.plain(Long.toString(sum).getBytes(US_ASCII), expiresAt))) {
                    return completedFuture(sum);
                }
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // without the cause, because its message would quote the value
            return failedFuture(new StoreException(
                    RedisErrorType.COMMAND_ERROR, "increment: the value is no integer or out of range", null));
        }
    }

    /**
     * Parses a number like Redis does. Java's parser also accepts a plus sign, leading zeros and digits of other
     * scripts.
     */
    private static long number(Value value) {
        String text = new String(value.bytes(), US_ASCII);
        long number = Long.parseLong(text);
        if (!Long.toString(number).equals(text)) {
            throw new NumberFormatException();
        }
        return number;
    }
}
