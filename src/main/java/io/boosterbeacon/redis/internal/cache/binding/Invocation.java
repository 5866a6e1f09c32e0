package io.boosterbeacon.redis.internal.cache.binding;

import org.jspecify.annotations.Nullable;

/** A call of a method that an interceptor handles. */
@FunctionalInterface
public interface Invocation {
    /**
     * Calls the method.
     *
     * @param changed other arguments than those of the caller; null: the caller's
     */
    @Nullable
    Object proceed(@Nullable Object @Nullable [] changed) throws Exception;

    /** Calls the method with the caller's arguments. */
    default @Nullable Object proceed() throws Exception {
        return proceed(null);
    }
}
