package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;

/** What the caches of an application hold. Methods that share one must agree: each would drop what the other has stored. */
public final class CacheContents {
    private final Map<String, Content> contents = new HashMap<>();

    /**
     * Notes what a method stores.
     *
     * @param place where its annotation stands
     * @throws ConfigProblem if another method stores something else
     */
    void add(CacheName cache, Type type, String place) {
        String typeName = boxed(type).getTypeName();
        Content known = contents.putIfAbsent(cache.id(), new Content(typeName, place));
        if (known != null && !known.typeName().equals(typeName)) {
            throw new ConfigProblem(place + ": cacheName is \"" + cache.name() + "\", which holds " + known.typeName()
                    + " for " + known.place() + ", and would hold " + typeName
                    + "; accepted: one type for all methods that share a cache");
        }
    }

    private static Type boxed(Type type) {
        return type instanceof Class<?> raw ? MethodType.methodType(raw).wrap().returnType() : type;
    }

    private record Content(String typeName, String place) {}
}
