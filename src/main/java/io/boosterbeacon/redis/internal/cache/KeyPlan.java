package io.boosterbeacon.redis.internal.cache;

import java.lang.reflect.Method;
import java.util.List;

/** Makes the parts of a key out of a call. */
@FunctionalInterface
interface KeyPlan {
    List<byte[]> parts(Method method, Object[] arguments);
}
