package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.read.Loader;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls one method with {@code @Cached}: returns the cached value, or calls the method and stores its value. */
final class CachedMethod {
    private final CachedDefinition definition;
    private final Function<Object[], CacheEntry.Cached> entries;
    private final ReadThrough readThrough;
    private final String place;

    CachedMethod(CachedDefinition definition, ReadThrough readThrough) {
        this.definition = definition;
        this.entries = definition.entryOfCall();
        this.readThrough = readThrough;
        this.place =
                Members.place(Cached.class.getSimpleName(), definition.entries().method());
    }

    @Nullable
    Object call(Object[] arguments, Callable<@Nullable Object> proceed) throws Throwable {
        if (!definition.enabled() || !definition.predicates().admit(arguments)) {
            return proceed.call();
        }
        CacheEntry.Cached entry = entries.apply(arguments);
        ValueFormat values = definition.predicates().format(definition.values(), arguments);
        if (definition.tags().isEmpty()) {
            return read(entry, values, arguments, proceed);
        }
        TaggedValues tagged = new TaggedValues(values, definition.values(), definition.tags(), arguments, place);
        return read(entry, tagged, arguments, () -> {
            tagged.begin();
            return proceed.call();
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
