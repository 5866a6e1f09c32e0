package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.store.KeyValueStore;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A key-value store with a guard. */
public final class GuardedKeyValueStore implements KeyValueStore {
    private final KeyValueStore store;
    private final StoreGuard guard;

    public GuardedKeyValueStore(KeyValueStore store, StoreGuard guard) {
        this.store = store;
        this.guard = guard;
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        return guard.call(() -> store.get(key));
    }

    @Override
    public CompletionStage<Map<String, byte[]>> getAll(Collection<String> keys) {
        return guard.call(() -> store.getAll(keys));
    }

    @Override
    public CompletionStage<Void> set(String key, byte[] value, @Nullable Duration ttl) {
        return guard.call(() -> store.set(key, value, ttl));
    }

    @Override
    public CompletionStage<Void> setAll(Map<String, byte[]> values, Duration ttl) {
        return guard.call(() -> store.setAll(values, ttl));
    }

    @Override
    public CompletionStage<Long> delete(Collection<String> keys) {
        return guard.call(() -> store.delete(keys));
    }

    @Override
    public CompletionStage<Boolean> exists(String key) {
        return guard.call(() -> store.exists(key));
    }

    @Override
    public CompletionStage<Boolean> expire(String key, Duration ttl) {
        return guard.call(() -> store.expire(key, ttl));
    }

    @Override
    public CompletionStage<Optional<Duration>> ttl(String key) {
        return guard.call(() -> store.ttl(key));
    }

    @Override
    public CompletionStage<Long> increment(String key, long by, Duration ttl) {
        return guard.call(() -> store.increment(key, by, ttl));
    }
}
