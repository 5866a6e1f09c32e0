package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;

/** Computes the parts of a key from a call. */
public interface KeyPlan {
    List<byte[]> parts(Method method, Object[] arguments);

    /**
     * The indexes of the arguments that determine the key, in a new array; empty if it also depends on something else,
     * such as the state of a bean.
     */
    Optional<int[]> arguments();

    /** The common shape of all keys; empty if it depends on the call. */
    Optional<KeyShape> shape();
}
