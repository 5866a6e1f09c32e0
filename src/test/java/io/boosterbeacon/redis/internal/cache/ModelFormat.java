package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of a schedule. A value of another key is a violation. */
record ModelFormat(History history) implements ValueFormat {
    @Override
    public Object open(CacheEntry entry, byte[] bytes) {
        ModelValue value = history.value(bytes);
        if (value == null || value.key != History.key(entry)) {
            history.violated("key " + History.key(entry) + " has " + value);
        }
        return Objects.requireNonNull(value);
    }

    @Override
    public byte[] seal(CacheEntry entry, @Nullable Object value) {
        return ((ModelValue) Objects.requireNonNull(value)).bytes();
    }

    @Override
    public List<String> tags(@Nullable Object value) {
        return ((ModelValue) Objects.requireNonNull(value)).tagNames();
    }

    @Override
    public boolean isShareable() {
        return true;
    }

    @Override
    public boolean isNothing(@Nullable Object value) {
        return false;
    }
}
