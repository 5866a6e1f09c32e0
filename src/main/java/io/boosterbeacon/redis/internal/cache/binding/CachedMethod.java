package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.read.Loader;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls one method with {@code @Cached}: returns the cached value, or calls the method and stores its value. */
final class CachedMethod {
    private final CachedDefinition definition;
    private final Function<Object[], CacheEntry.Cached> entries;
    private final ReadThrough readThrough;
    /** Null if the method returns one value. */
    private final @Nullable BulkMethod bulk;

    CachedMethod(CachedDefinition definition, ReadThrough readThrough) {
        this.definition = definition;
        this.entries = definition.entryOfCall();
        this.readThrough = readThrough;
        this.bulk = definition
                .bulk()
                .map(shape -> new BulkMethod(shape, definition, readThrough))
                .orElse(null);
    }

    @Nullable
    Object call(Object[] arguments, Invocation call) throws Throwable {
        if (!definition.enabled() || !definition.predicates().admit(arguments)) {
            return call.proceed();
        }
        if (bulk != null) {
            // a null is up to the method
            return arguments[bulk.parameter()] instanceof Collection<?> keys
                    ? bulk.call(arguments, keys, call)
                    : call.proceed();
        }
        CacheEntry.Cached entry = entries.apply(arguments);
        if (definition.tags().isEmpty()) {
            return read(entry, definition.untagged(arguments), arguments, call::proceed);
        }
        TaggedValues tagged = definition.tagged(arguments);
        return read(entry, tagged, arguments, () -> {
            tagged.begin();
            return call.proceed();
        });
    }

    private @Nullable Object read(
            CacheEntry.Cached entry, ValueFormat values, Object[] arguments, Callable<@Nullable Object> method)
            throws Throwable {
        return definition.stage()
                ? readThrough.readStage(
                        entry, values, definition.policy(), loader(arguments, () -> (CompletionStage<?>) method.call()))
                : readThrough.read(entry, values, definition.policy(), loader(arguments, method));
    }

    private <T extends @Nullable Object> Loader<T> loader(Object[] arguments, Callable<T> method) {
        return new Loader<>() {
            @Override
            public T call() throws Exception {
                return method.call();
            }

            @Override
            public boolean isOf(CacheEntry entry) {
                return entries.apply(arguments).equals(entry);
            }
        };
    }
}
