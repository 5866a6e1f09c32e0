package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value that a load or a put of a schedule has made for a key. */
final class ModelValue {
    final int id;
    final int key;
    final int node;
    /** One bit for each tag. */
    final int tags;

    final boolean isPut;
    /** The transaction of the load; null if there is none. */
    final @Nullable CacheTransaction transaction;
    /** When the load began, or when the server has made the put; -1 until then. */
    long born = -1;

    boolean hasFailed;

    ModelValue(int id, int key, int node, int tags, boolean isPut, @Nullable CacheTransaction transaction) {
        this.id = id;
        this.key = key;
        this.node = node;
        this.tags = tags;
        this.isPut = isPut;
        this.transaction = transaction;
    }

    byte[] bytes() {
        return String.valueOf(id).getBytes(StandardCharsets.UTF_8);
    }

    List<String> tagNames() {
        return names(tags);
    }

    static List<String> names(int tags) {
        List<String> names = new ArrayList<>();
        for (int i = 0; 1 << i <= tags; i++) {
            if ((tags >> i & 1) == 1) {
                names.add("tag" + i);
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return (isPut ? "put " : "load ") + id + " of key " + key + (tags == 0 ? "" : " with " + tagNames());
    }
}
