package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.binding.ChangeDefinition.When;
import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.key.KeyPlans;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.codec.StorableTypes;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheControlPolicy;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the cache annotations of methods. Throws {@link ConfigProblem} for an annotation that is wrong. */
public final class CacheDefinitions {
    private final Function<String, Optional<String>> properties;
    private final CacheNames names;
    private final ValueFormats formats;
    private final StorableTypes types;
    private final KeyPlans plans;
    private final CacheBeans beans;

    public CacheDefinitions(
            Function<String, Optional<String>> properties,
            CacheNames names,
            ValueJson json,
            CacheValueSettings settings,
            CacheBeans beans) {
        this.properties = properties;
        this.names = names;
        this.formats = new ValueFormats(json.codec(), settings, properties);
        this.types = json.types();
        this.plans = new KeyPlans(beans.generators());
        this.beans = beans;
    }

    /**
     * Checks all cache annotations of a method. Throws {@link ConfigProblem} if one is wrong.
     *
     * @param contents of all methods of the application
     */
    public void check(BeanMethod called, CacheContents contents) {
        called.carrier(Cached.class).ifPresent(carrier -> {
            CachedDefinition read = cached(called);
            contents.stores(read.entries().cache(), read.values(), place(Cached.class, carrier));
            contents.reads(read, called, place(Cached.class, carrier));
        });
        for (ChangeDefinition change : changes(called)) {
            if (change instanceof ChangeDefinition.Put put) {
                String place = place(CachePut.class, put.entries().method());
                contents.stores(put.entries().cache(), put.values(), place);
                contents.puts(put.entries().cache(), put.tags(), place);
                contents.changes(put.entries(), place);
            } else if (change instanceof ChangeDefinition.Invalidate invalidate) {
                contents.changes(
                        invalidate.entries(),
                        place(CacheInvalidate.class, invalidate.entries().method()));
            } else if (change instanceof ChangeDefinition.InvalidateTags tags) {
                contents.invalidatesTags(tags.cache(), place(CacheInvalidate.class, tags.method()));
            } else if (change instanceof ChangeDefinition.Clear all) {
                contents.changes(
                        all.cache(),
                        place(
                                CacheInvalidateAll.class,
                                called.carrier(CacheInvalidateAll.class).orElse(called.method())));
            }
        }
    }

    /** What HTTP caches are told about the values of a resource method; empty: nothing. */
    public Optional<CacheControlPolicy> controlOf(BeanMethod called) {
        return CacheControlPolicy.of(called, properties);
    }

    CachedDefinition cached(BeanMethod called) {
        Method method = called.carrier(Cached.class).orElse(called.method());
        Cached own = method.getAnnotation(Cached.class);
        CacheName cache = names.of(Cached.class, own.cacheName(), called, method);
        Type declared = called.method().getGenericReturnType();
        Optional<BulkShape> bulk = plans.byParameters(own.key(), own.cacheKeyGenerator(), called)
                ? BulkShape.of(place(Cached.class, method), called)
                : Optional.empty();
        ReturnShape shape = ReturnShape.of(bulk.map(BulkShape::values).orElseGet(() -> called.resolve(declared)));
        requireStorable(
                place(Cached.class, method) + ": return type",
                declared,
                bulk.isPresent() && shape.stage() ? bulk.get().values() : shape.content(),
                called);
        CachePolicy policy = CachePolicy.of(own, cache, called, method, properties);
        EntryPlan entries = bulk.map(many -> elements(cache, many, called, method))
                .orElseGet(() -> entries(Cached.class, cache, own.key(), own.cacheKeyGenerator(), called, method));
        return new CachedDefinition(
                policy.enabled(),
                CachedDefinition.readPolicy(
                        cache,
                        policy,
                        Refreshing.of(
                                policy, own, called, entries, bulk.isPresent(), shape, place(Cached.class, method))),
                entries,
                new CallPredicates(Cached.class, own.condition(), own.unless(), method, beans.predicates()),
                shape.stage(),
                formats.of(
                        policy,
                        shape,
                        ttl(Cached.class, own.ttlBy(), method, shape),
                        cache,
                        Members.describe(called.method())),
                Tags.parse(
                        place(Cached.class, method) + ": tags",
                        own.tags(),
                        method,
                        called,
                        shape.content(),
                        bulk.map(BulkShape::keys).orElse(null)),
                bulk,
                policy);
    }

    private EntryPlan elements(CacheName cache, BulkShape bulk, BeanMethod called, Method method) {
        return new EntryPlan(cache, plans.ofElements(place(Cached.class, method), called, bulk.keys()), method);
    }

    private ValueTtl ttl(
            Class<? extends Annotation> annotation,
            Class<? extends CacheTtl<?>> type,
            Method method,
            ReturnShape shape) {
        ValueTtl ttl = new ValueTtl(place(annotation, method), type, beans.ttls());
        ttl.requireFor(shape.content());
        return ttl;
    }

    private void requireStorable(String place, Type declared, Type content, BeanMethod called) {
        types.problem(content, called.bean()).ifPresent(problem -> {
            throw ConfigProblem.of(
                    place,
                    declared.getTypeName(),
                    "a type whose values can be read back from JSON; problem: " + problem);
        });
    }

    List<ChangeDefinition> changes(BeanMethod called) {
        List<ChangeDefinition> changes = new ArrayList<>();
        called.carrier(CacheInvalidate.class).ifPresent(method -> changes.addAll(invalidations(called, method)));
        called.carrier(CacheInvalidateAll.class).ifPresent(method -> changes.add(clear(called, method)));
        called.carrier(CachePut.class).ifPresent(method -> changes.add(put(called, method)));
        return List.copyOf(changes);
    }

    private List<ChangeDefinition> invalidations(BeanMethod called, Method method) {
        List<ChangeDefinition> changes = new ArrayList<>();
        for (CacheInvalidate own : method.getAnnotationsByType(CacheInvalidate.class)) {
            When when = When.of(
                    place(CacheInvalidate.class, method), own.afterInvocation(), own.evictFor(), own.noEvictFor());
            if (own.tags().length > 0) {
                changes.add(invalidationOfTags(own, when, called, method));
                continue;
            }
            CacheName cache = sharedName(own, own.cacheName(), called, method);
            changes.add(new ChangeDefinition.Invalidate(
                    when, entries(CacheInvalidate.class, cache, own.key(), own.cacheKeyGenerator(), called, method)));
        }
        return changes;
    }

    private ChangeDefinition invalidationOfTags(CacheInvalidate own, When when, BeanMethod called, Method method) {
        if (!own.key().isEmpty() || own.cacheKeyGenerator() != CacheKeyGenerator.class) {
            throw ConfigProblem.of(
                    place(CacheInvalidate.class, method) + ": tags",
                    String.join(", ", own.tags()),
                    "nothing, because a key is given: one @CacheInvalidate for the key and one for the tags");
        }
        return new ChangeDefinition.InvalidateTags(
                when,
                namesCache(own.cacheName(), called)
                        ? names.of(CacheInvalidate.class, own.cacheName(), called, method)
                        : null,
                Tags.parse(place(CacheInvalidate.class, method) + ": tags", own.tags(), method, called, null),
                method);
    }

    private ChangeDefinition clear(BeanMethod called, Method method) {
        CacheInvalidateAll all = method.getAnnotation(CacheInvalidateAll.class);
        return new ChangeDefinition.Clear(
                When.of(
                        place(CacheInvalidateAll.class, method),
                        all.afterInvocation(),
                        all.evictFor(),
                        all.noEvictFor()),
                sharedName(all, all.cacheName(), called, method));
    }

    private ChangeDefinition put(BeanMethod called, Method method) {
        CachePut own = method.getAnnotation(CachePut.class);
        CacheName cache = sharedName(own, own.cacheName(), called, method);
        int[] values = called.marked(CacheValue.class);
        if (values.length > 1) {
            throw ConfigProblem.of(
                    place(CachePut.class, method) + ": number of @CacheValue parameters",
                    values.length,
                    "1, or 0 to store what the method returns");
        }
        boolean ofResult = values.length == 0;
        int value = ofResult ? ChangeDefinition.Put.RESULT : values[0];
        Type declared = ofResult
                ? called.method().getGenericReturnType()
                : called.method().getGenericParameterTypes()[value];
        Type type = called.resolve(declared);
        ReturnShape shape = ReturnShape.of(type);
        if (ofResult && (shape.content() == void.class || shape.content() == Void.class)) {
            throw ConfigProblem.of(
                    place(CachePut.class, method) + ": return type",
                    declared.getTypeName(),
                    "the type of the values, because no parameter is marked @CacheValue; or one that is");
        }
        requireStorable(
                place(CachePut.class, method) + (ofResult ? ": return type" : ": type of the @CacheValue parameter"),
                declared,
                shape.stage() && !ofResult ? type : shape.content(),
                called);
        CachePolicy policy = CachePolicy.of(own, cache, called, method, properties);
        return new ChangeDefinition.Put(
                entries(CachePut.class, cache, own.key(), own.cacheKeyGenerator(), called, method),
                policy,
                new CallPredicates(CachePut.class, CachePredicate.class, own.unless(), method, beans.predicates()),
                value,
                formats.of(
                        policy,
                        shape,
                        ttl(CachePut.class, own.ttlBy(), method, shape),
                        cache,
                        Members.describe(called.method())),
                ofResult
                        ? Tags.parse(
                                place(CachePut.class, method) + ": tags", own.tags(), method, called, shape.content())
                        : Tags.parse(place(CachePut.class, method) + ": tags", own.tags(), method, called, value));
    }

    /**
     * An annotation that changes a cache must name it. The default is a cache of the annotated method itself, which
     * would always be empty.
     */
    private CacheName sharedName(Annotation annotation, String own, BeanMethod called, Method method) {
        if (!namesCache(own, called)) {
            throw ConfigProblem.of(
                    place(annotation.annotationType(), method) + ": cacheName",
                    own,
                    "the name of a cache, here or in @CacheDefaults of the class");
        }
        return names.of(annotation.annotationType(), own, called, method);
    }

    /** Whether an annotation names a cache, by itself or by the defaults of the class. */
    private static boolean namesCache(String own, BeanMethod called) {
        return !own.isEmpty()
                || called.ofClass(CacheDefaults.class)
                        .map(CacheDefaults::cacheName)
                        .filter(name -> !name.isEmpty())
                        .isPresent();
    }

    private EntryPlan entries(
            Class<? extends Annotation> annotation,
            CacheName cache,
            String key,
            Class<? extends CacheKeyGenerator> generator,
            BeanMethod called,
            Method method) {
        return new EntryPlan(cache, plans.of(place(annotation, method), key, generator, called, method), method);
    }

    private static String place(Class<? extends Annotation> annotation, Method method) {
        return Members.place(annotation.getSimpleName(), method);
    }
}
