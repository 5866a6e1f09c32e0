package io.boosterbeacon.redis.internal.server;

import jakarta.enterprise.inject.Instance;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A bean that an interceptor looks up when it is first needed. It is serialized without the bean, and looks it up again: a bean of a
 * session is serialized with its interceptors. Thread-safe.
 */
public final class LazyBean<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable T found;

    /** Looks the bean up unless that has been done. */
    public T in(Instance<T> beans) {
        T known = found;
        if (known == null) {
            known = beans.get();
            found = known;
        }
        return known;
    }
}
