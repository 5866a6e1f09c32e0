package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A format of one call that adds something to another one, and is otherwise the same. */
public abstract class ForwardingValueFormat implements ValueFormat {
    private final ValueFormat values;

    protected ForwardingValueFormat(ValueFormat values) {
        this.values = values;
    }

    @Override
    public @Nullable Object open(CacheEntry entry, byte[] bytes) throws UnbindableException {
        return values.open(entry, bytes);
    }

    @Override
    public byte @Nullable [] seal(CacheEntry entry, @Nullable Object value) {
        return values.seal(entry, value);
    }

    @Override
    public @Nullable String digest(CacheEntry entry, byte[] bytes) {
        return values.digest(entry, bytes);
    }

    @Override
    public @Nullable List<String> tags(@Nullable Object value) {
        return values.tags(value);
    }

    @Override
    public int length(CacheEntry entry, byte[] bytes) throws UnbindableException {
        return values.length(entry, bytes);
    }

    @Override
    public boolean isShareable() {
        return values.isShareable();
    }

    @Override
    public boolean isNothing(@Nullable Object value) {
        return values.isNothing(value);
    }

    @Override
    public Duration ttl(@Nullable Object value, Duration ttl) {
        return values.ttl(value, ttl);
    }

    @Override
    public ValueFormat ofAllCalls() {
        return values.ofAllCalls();
    }
}
