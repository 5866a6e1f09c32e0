package io.boosterbeacon.redis.cache;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of a {@link Cache} that consists of several values, or of none: the arguments of a method. Immutable, apart from
 * the values.
 *
 * @param values the values in the order of the method's key; may be null
 */
public record CacheArguments(List<@Nullable Object> values) {
    /**
     * Copies the list.
     *
     * @param values the values
     */
    public CacheArguments {
        values = Collections.unmodifiableList(Arrays.asList(values.toArray()));
    }

    /**
     * Makes a key of values.
     *
     * @param values the values, in the order of the method's key; may be null
     * @return the key
     */
    public static CacheArguments of(@Nullable Object... values) {
        return new CacheArguments(Arrays.asList(values));
    }
}
