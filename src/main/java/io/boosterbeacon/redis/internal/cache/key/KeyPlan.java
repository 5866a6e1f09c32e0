package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;

/** Makes the parts of a key out of a call. */
public interface KeyPlan {
    List<byte[]> parts(Method method, Object[] arguments);

    /** What all keys have in common; empty if only a call shows it. */
    Optional<KeyShape> shape();
}
