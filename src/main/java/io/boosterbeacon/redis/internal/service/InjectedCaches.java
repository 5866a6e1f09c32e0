package io.boosterbeacon.redis.internal.service;

import java.io.Serializable;

/**
 * The caches of the injection points of the application.
 */
public interface InjectedCaches {
    /**
     * Finds an injected cache again.
     *
     * @throws IllegalStateException if the application has no such injection point any more
     */
    StoreCache<?> find(Reference reference);

    /**
     * What is serialized in place of a cache: a bean of a session is serialized with what is injected into it.
     *
     * @param caches can be serialized
     * @param name of the cache
     * @param place where it is injected, see {@link io.boosterbeacon.redis.internal.cache.binding.CachePoint#place}
     */
    record Reference(InjectedCaches caches, String name, String place, boolean asynchronous) implements Serializable {
        private static final long serialVersionUID = 1L;

        /** That of the same cache, which waits or not. */
        Reference of(boolean ofAsynchronous) {
            return new Reference(caches, name, place, ofAsynchronous);
        }

        private Object readResolve() {
            StoreCache<?> cache = caches.find(of(false));
            return asynchronous ? cache.async() : cache;
        }
    }
}
