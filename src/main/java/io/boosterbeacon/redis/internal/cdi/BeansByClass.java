package io.boosterbeacon.redis.internal.cdi;

import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks up beans of the application by a class that an annotation names. Each is looked up once, because each dependent
 * bean would live until the application ends. Thread-safe.
 */
final class BeansByClass<T> {
    private final Instance<T> beans;
    private final Map<Class<?>, T> known = new ConcurrentHashMap<>();

    /** @param beans with any qualifier */
    BeansByClass(Instance<T> beans) {
        this.beans = beans;
    }

    T get(Class<? extends T> type) {
        return known.computeIfAbsent(type, bean -> beans.select(type).get());
    }
}
