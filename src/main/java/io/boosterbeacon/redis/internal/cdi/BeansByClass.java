package io.boosterbeacon.redis.internal.cdi;

import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Beans of the application that annotations name by their class. Each is looked up once: a dependent bean that is created
 * for every call would live until the application ends. Thread-safe.
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
