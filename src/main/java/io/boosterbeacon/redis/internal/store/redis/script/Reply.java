package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
import io.lettuce.core.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply of Redis. Its shape is checked before it is used: an empty reply of a proxy must not be read as "not revoked"
 * or "not counted".
 *
 * @param of the script or command, for messages
 * @param items the items of the array; empty for a null reply
 */
public record Reply(String of, List<@Nullable Object> items) {
    public Reply(String of, @Nullable List<@Nullable Object> items) {
        this.of = of;
        this.items = items == null ? Collections.emptyList() : items;
    }

    /** Checks that a reply contains exactly the values of these keys, in their order. */
    public static <V> List<KeyValue<String, V>> values(@Nullable List<KeyValue<String, V>> found, String[] keys) {
        if (found == null || found.size() != keys.length) {
            throw unexpected("MGET");
        }
        for (int i = 0; i < keys.length; i++) {
            if (!keys[i].equals(found.get(i).getKey())) {
                throw unexpected("MGET");
            }
        }
        return found;
    }

    /** Checks the number of items. */
    public Reply sized(int size) {
        if (items.size() != size) {
            throw unexpected(of);
        }
        return this;
    }

    public long number(int index) {
        if (item(index) instanceof Long number) {
            return number;
        }
        throw unexpected(of);
    }

    /** A number; must not be negative. */
    public long count(int index) {
        long number = number(index);
        if (number < 0) {
            throw unexpected(of);
        }
        return number;
    }

    /** 1 or 0. */
    public boolean flag(int index) {
        long number = number(index);
        if (number != 0 && number != 1) {
            throw unexpected(of);
        }
        return number == 1;
    }

    public boolean isNull(int index) {
        return item(index) == null;
    }

    public byte[] bytes(int index) {
        if (item(index) instanceof byte[] bytes) {
            return bytes;
        }
        throw unexpected(of);
    }

    public String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    private @Nullable Object item(int index) {
        if (index >= items.size()) {
            throw unexpected(of);
        }
        return items.get(index);
    }

    /**
     * The failure for a reply of another shape. It names the script or command; the reply itself may contain values and
     * is left out.
     */
    public StoreException unexpected() {
        return unexpected(of);
    }

    private static StoreException unexpected(String of) {
        return RedisErrors.unexpectedReply(of);
    }
}
