package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.AsyncCache;
import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.internal.config.NamedMembers;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in an application that calls a cache by its name.
 *
 * @param place the annotation and its element, for messages
 * @param own the annotation if it declares lifetimes; null: it has only a name
 * @param type the type of the values; null: that of the other declarations of the cache
 */
public record CachePoint(String place, String name, @Nullable CacheName own, @Nullable Type type) {
    /**
     * An injection point.
     *
     * @param injected the type of the injected object
     * @return empty if it is not a cache
     */
    public static Optional<CachePoint> of(String place, CacheName own, Type injected) {
        CacheName declaration = NamedMembers.isDeclaration(own) ? own : null;
        if (injected == Cache.class || injected == AsyncCache.class) {
            return Optional.of(new CachePoint(place, own.value(), declaration, null));
        }
        return injected instanceof ParameterizedType generic
                        && (generic.getRawType() == Cache.class || generic.getRawType() == AsyncCache.class)
                ? Optional.of(
                        new CachePoint(place, own.value(), declaration, known(generic.getActualTypeArguments()[0])))
                : Optional.empty();
    }

    private static @Nullable Type known(Type argument) {
        return argument instanceof WildcardType wildcard
                ? List.of(wildcard.getUpperBounds()).equals(List.of(Object.class)) ? null : wildcard.getUpperBounds()[0]
                : argument;
    }
}
