package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.internal.codec.Digest;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Optional;

/** Names the caches of an application. */
public final class CacheNames {
    /** A character that no name of a cache contains. */
    private static final String SEPARATOR = ":";

    private static final int MAX_READABLE = 200;

    private final ApplicationSettings application;

    public CacheNames(ApplicationSettings application) {
        this.application = application;
    }

    /**
     * Determines the cache of an annotation: its own name, else that of the {@link CacheDefaults} of the bean, else the
     * signature of the method.
     *
     * @param own the name in the annotation; may be empty
     * @param method the declaration that has the annotation
     */
    public CacheName of(Class<? extends Annotation> annotation, String own, BeanMethod called, Method method) {
        if (!own.isEmpty()) {
            return named(Members.cacheName(Members.place(annotation.getSimpleName(), method) + ": cacheName", own));
        }
        Optional<String> shared = called.ofClass(CacheDefaults.class)
                .map(CacheDefaults::cacheName)
                .filter(name -> !name.isEmpty());
        return shared.isPresent()
                ? named(Members.cacheName("@CacheDefaults on " + called.bean().getName() + ": cacheName", shared.get()))
                : own(called.implementation().signature());
    }

    /**
     * The cache of a name.
     *
     * @param place where the name is given, for messages
     */
    public CacheName of(String place, String name) {
        return named(Members.cacheName(place + ": value", name));
    }

    private CacheName named(String name) {
        // another method invalidates the unnamed cache of this method
        boolean ofMethod = Members.isSignature(name);
        return !ofMethod && application.sharesCache(name) ? new CacheName(name, name) : own(name);
    }

    private CacheName own(String name) {
        String id = application.name() + SEPARATOR + name;
        return new CacheName(name, name.length() > MAX_READABLE ? application.name() + SEPARATOR + hashed(name) : id);
    }

    private static String hashed(String name) {
        return name.substring(0, MAX_READABLE / 2) + "~" + Digest.of(name);
    }
}
