package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of the database.
 *
 * @param isCommitted false if a transaction that rolls back has loaded it
 */
record Versioned(int key, long version, boolean isCommitted) {
    /** The bytes of values are texts. */
    static final ValueFormat FORMAT = new ValueFormat() {
        @Override
        public Object open(CacheEntry entry, byte[] bytes) throws UnbindableException {
            String[] parts = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
            return new Versioned(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Boolean.parseBoolean(parts[2]));
        }

        @Override
        public byte[] seal(CacheEntry entry, @Nullable Object value) {
            return ((Versioned) value).bytes();
        }

        @Override
        public List<String> tags(@Nullable Object value) {
            return List.of(((Versioned) value).tag());
        }

        @Override
        public boolean isShareable() {
            return true;
        }

        @Override
        public boolean isNothing(@Nullable Object value) {
            return false;
        }
    };

    byte[] bytes() {
        return (key + " " + version + " " + isCommitted).getBytes(StandardCharsets.US_ASCII);
    }

    String tag() {
        return tagOf(key);
    }

    static String tagOf(int key) {
        return "tag" + key % 2;
    }
}
