package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.internal.cache.binding.CacheDeclarations;
import io.boosterbeacon.redis.internal.cache.binding.CachePoint;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Provider;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;

/** The injection points of caches. Thread-safe. */
final class CachePoints {
    private final CacheDeclarations declarations = new CacheDeclarations();
    private volatile boolean counted;

    /** Adds an injection point if it is one of a cache. */
    void add(InjectionPoint point) {
        if (injected(point.getType()) == Caches.class) {
            counted = true;
        }
        of(point).ifPresent(found -> {
            counted = true;
            declarations.add(found);
        });
    }

    /** What an injection point injects of a cache; empty if it injects something else. */
    static Optional<CachePoint> of(InjectionPoint point) {
        return point.getQualifiers().stream()
                .filter(CacheName.class::isInstance)
                .findFirst()
                .flatMap(name -> CachePoint.of(place(point), (CacheName) name, injected(point.getType())));
    }

    /** The type of the object that a field or a parameter gives access to, perhaps later. */
    private static Type injected(Type type) {
        return type instanceof ParameterizedType generic
                        && (generic.getRawType() == Instance.class || generic.getRawType() == Provider.class)
                ? generic.getActualTypeArguments()[0]
                : type;
    }

    private static String place(InjectionPoint point) {
        Member member = point.getMember();
        if (member == null) {
            return "@CacheName on a look-up";
        }
        String type = member.getDeclaringClass().getName();
        return "@CacheName on " + (member instanceof Constructor<?> ? type : type + "." + member.getName());
    }

    CacheDeclarations declarations() {
        return declarations;
    }

    /** Whether the application may ask for the statistics of caches. */
    boolean areCounted() {
        return counted;
    }
}
