package io.boosterbeacon.redis.internal.server;

import jakarta.enterprise.inject.Instance;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A bean that an interceptor looks up when it first needs it. A session-scoped bean is serialized with its
 * interceptors; this reference is serialized without the bean, which is looked up again afterwards. Thread-safe.
 */
public final class LazyBean<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable T bean;

    /** The bean, looked up by the first call. */
    public T get(Instance<T> beans) {
        T known = bean;
        if (known == null) {
            known = beans.get();
            bean = known;
        }
        return known;
    }
}
