package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.BulkRead;
import io.boosterbeacon.redis.internal.cache.read.Loader;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.ValueFinder;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache that is called by its name. Reads take the way of annotated methods, and so do changes: a change is that of a
 * method whose arguments are the keys and the values. Thread-safe.
 */
public final class NamedCache {
    static final ChangeDefinition.When AT_ONCE = new ChangeDefinition.When(true, List.of(), List.of());

    /** What is called, as far as annotations are concerned. */
    static final Method CALLED = Arrays.stream(Cache.class.getMethods())
            .filter(method -> method.getName().equals("getOrLoad"))
            .findFirst()
            .orElseThrow();

    private static final CallPredicates NO_PREDICATES =
            new CallPredicates(CachePut.class, CachePredicate.class, CachePredicate.class, CALLED, type -> {
                throw new IllegalStateException("a cache that is called by its name has no predicates");
            });

    private final NamedDefinition definition;
    private final boolean changed;
    private final ReadThrough readThrough;
    private final ChangingMethods changes;
    private final Function<Object, CacheEntry.Cached> entries;
    private final Tags tags;
    private final ValueFormat values;

    NamedCache(NamedDefinition definition, boolean enabled, ReadThrough readThrough, ChangingMethods changes) {
        this.definition = definition;
        this.changed = enabled;
        this.readThrough = readThrough;
        this.changes = changes;
        EntryPlan plan = new EntryPlan(definition.cache(), definition.keys(), CALLED);
        this.entries = definition.policy().isNear() ? plan.keepingRecentKeys() : key -> plan.entry(new Object[] {key});
        if (!definition.tags().isEmpty()) {
            changes.invalidator().useTags(definition.cache());
        }
        this.tags = changes.invalidator().tagsOf(definition.cache(), definition.tags());
        this.values = tags.isEmpty() ? definition.values() : TaggedValues.withoutCall(definition.values(), tags);
    }

    public CacheName cache() {
        return definition.cache();
    }

    /** False if loaders are called as if there were no cache. */
    public boolean isRead() {
        return changed && definition.merged().enabled();
    }

    /** False if nothing is invalidated. A cache that is not read may still be that of methods that are. */
    public boolean isChanged() {
        return changed;
    }

    /** What stands for no value: null or an empty {@code Optional}. */
    public @Nullable Object nothing() {
        return definition.values().nothing();
    }

    private CacheEntry.Cached entry(Object key) {
        return entries.apply(key);
    }

    private List<CacheEntry.Cached> entries(Collection<?> keys) {
        return keys.stream().map(this::entry).toList();
    }

    /** See {@link ValueFinder#find}. */
    public @Nullable Object find(Object key) {
        return readThrough.finder().find(entry(key), values, definition.policy());
    }

    /** See {@link ValueFinder#findAsync}. */
    public CompletionStage<@Nullable Object> findAsync(Object key) {
        return readThrough.finder().findAsync(entry(key), values, definition.policy());
    }

    /** See {@link ReadThrough#read}. */
    public @Nullable Object read(Object key, Loader<? extends @Nullable Object> loader) throws Throwable {
        return readThrough.read(entry(key), values, definition.policy(), loader);
    }

    /** See {@link ReadThrough#readAsync}. */
    public CompletionStage<?> readAsync(Object key, Supplier<? extends CompletionStage<?>> loader) {
        return readThrough.readAsync(entry(key), values, definition.policy(), loader);
    }

    /** See {@link ReadThrough#bulk}. */
    public BulkRead bulk(Collection<?> keys) {
        return readThrough.bulk(entries(keys), position -> values, definition.policy());
    }

    /**
     * Stores values, or invalidates them if the cache is not read, after the commit of the caller's transaction if
     * there is one, and waits for the store.
     */
    public void put(Map<?, ?> values) {
        changes.make(puts(values), arguments(values));
    }

    /** The same as {@link #put} without waiting. */
    public CompletionStage<@Nullable Void> putAsync(Map<?, ?> values) {
        return changes.makeAsync(puts(values), arguments(values));
    }

    /** Removes entries, after the commit of the caller's transaction if there is one, and waits for the store. */
    public void invalidate(Collection<?> keys) {
        changes.make(invalidations(keys), keys.toArray());
    }

    /** The same as {@link #invalidate} without waiting. */
    public CompletionStage<@Nullable Void> invalidateAsync(Collection<?> keys) {
        return changes.makeAsync(invalidations(keys), keys.toArray());
    }

    /** Removes all entries, after the commit of the caller's transaction if there is one, and waits for the store. */
    public void clear() {
        changes.make(clearing(), new Object[0]);
    }

    /** The same as {@link #clear} without waiting. */
    public CompletionStage<@Nullable Void> clearAsync() {
        return changes.makeAsync(clearing(), new Object[0]);
    }

    /**
     * Removes all entries with one of the tags, after the commit of the caller's transaction if there is one, and waits
     * for the store.
     */
    public void invalidateTags(Collection<String> texts) {
        changes.make(tagInvalidations(texts), new Object[0]);
    }

    /** The same as {@link #invalidateTags} without waiting. */
    public CompletionStage<@Nullable Void> invalidateTagsAsync(Collection<String> texts) {
        return changes.makeAsync(tagInvalidations(texts), new Object[0]);
    }

    /** Keys at even indexes, values at odd ones. */
    private static Object[] arguments(Map<?, ?> values) {
        List<Object> arguments = new ArrayList<>();
        values.forEach((key, value) -> {
            arguments.add(key);
            arguments.add(value);
        });
        return arguments.toArray();
    }

    private List<ChangeDefinition> puts(Map<?, ?> values) {
        List<ChangeDefinition> puts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            puts.add(new ChangeDefinition.Put(
                    plan(2 * i), definition.merged(), NO_PREDICATES, 2 * i + 1, definition.values(), tags));
        }
        return puts;
    }

    private List<ChangeDefinition> invalidations(Collection<?> keys) {
        List<ChangeDefinition> invalidations = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            invalidations.add(new ChangeDefinition.Invalidate(AT_ONCE, plan(i)));
        }
        return invalidations;
    }

    private List<ChangeDefinition> tagInvalidations(Collection<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        CacheName cache = definition.cache();
        // another application may give the values of a shared cache tags
        if (!cache.isShared()
                && changes.invalidator().tagsOf(cache, definition.tags()).isEmpty()) {
            throw new IllegalStateException("the values of cache \"" + cache.name()
                    + "\" have no tags, and none of them would be removed; accepted: a cache with @Cached(tags = …),"
                    + " @CachePut(tags = …) or @CacheName(tags = …)");
        }
        return List.of(new ChangeDefinition.InvalidateTags(AT_ONCE, cache, Tags.ofTexts(texts), CALLED));
    }

    private EntryPlan plan(int index) {
        return new EntryPlan(definition.cache(), definition.keys().ofArgument(index), CALLED);
    }

    private List<ChangeDefinition> clearing() {
        return List.of(new ChangeDefinition.Clear(AT_ONCE, definition.cache()));
    }
}
