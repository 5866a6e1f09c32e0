package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The cached and changing methods of an application, for the interceptors. The annotations of each method are read
 * once. Thread-safe.
 */
public final class CacheMethods {
    private final CacheDefinitions definitions;
    private final ReadThrough readThrough;
    private final ChangingMethods changes;
    private final boolean enabled;
    private final ConcurrentMap<BeanMethod, CachedMethod> cached = new ConcurrentHashMap<>();
    private final ConcurrentMap<BeanMethod, ChangingMethod> changing = new ConcurrentHashMap<>();

    /** @param enabled false: methods are called as if they had no cache annotation */
    public CacheMethods(
            CacheDefinitions definitions, ReadThrough readThrough, ChangingMethods changes, boolean enabled) {
        this.definitions = definitions;
        this.readThrough = readThrough;
        this.changes = changes;
        this.enabled = enabled;
    }

    /** Calls a method that has {@code @Cached}. */
    public @Nullable Object read(BeanMethod method, Object[] arguments, Invocation call) throws Throwable {
        if (!enabled) {
            return call.proceed();
        }
        CachedMethod known = cached.get(method);
        return (known == null ? cached.computeIfAbsent(method, this::cachedMethod) : known).call(arguments, call);
    }

    /** Calls a method that has one or several of the annotations that change caches. */
    public @Nullable Object change(BeanMethod method, Object[] arguments, Callable<@Nullable Object> proceed)
            throws Exception {
        if (!enabled) {
            return proceed.call();
        }
        return changing.computeIfAbsent(method, this::changingMethod).call(arguments, proceed);
    }

    private CachedMethod cachedMethod(BeanMethod method) {
        CachedDefinition definition = definitions.cached(method.implementation());
        if (!definition.tags().isEmpty()) {
            changes.invalidator().useTags(definition.entries().cache());
        }
        Tags tags = changes.invalidator().tagsOf(definition.entries().cache(), definition.tags());
        return new CachedMethod(definition.withTags(tags), readThrough);
    }

    private ChangingMethod changingMethod(BeanMethod method) {
        return changes.of(definitions.changes(method.implementation()));
    }
}
