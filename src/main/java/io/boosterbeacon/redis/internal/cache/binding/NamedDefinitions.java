package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.internal.cache.key.KeyShape;
import io.boosterbeacon.redis.internal.cache.key.NamedKeys;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.RefreshPolicy;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.codec.StorableTypes;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Defines the caches that are called by their names. Throws {@link ConfigProblem} for a declaration that is wrong. */
public final class NamedDefinitions {
    private static final String ACCEPTED = "the same members at all places that declare the cache, or its name alone";

    private final Function<String, Optional<String>> properties;
    private final CacheNames names;
    private final ValueFormats formats;
    private final StorableTypes types;
    private final CacheDeclarations declarations;

    public NamedDefinitions(
            Function<String, Optional<String>> properties,
            CacheNames names,
            ValueJson json,
            CacheValueSettings settings,
            CacheDeclarations declarations) {
        this.properties = properties;
        this.names = names;
        this.formats = new ValueFormats(json.codec(), settings, properties);
        this.types = json.types();
        this.declarations = declarations;
    }

    /**
     * Checks a place that calls a cache by its name. To be called after the annotated methods have been checked.
     *
     * @param contents of all methods of the application
     */
    public void check(CachePoint point, CacheContents contents) {
        NamedDefinition defined = of(point);
        contents.stores(defined.cache(), defined.values(), point.place());
        if (!defined.tags().isEmpty()) {
            contents.puts(defined.cache(), defined.tags(), point.place());
        }
    }

    /** The names of all caches that are declared. */
    Set<String> names() {
        return declarations.names();
    }

    Optional<CachePoint> point(String name, String place) {
        return declarations
                .points(name)
                .filter(point -> point.place().equals(place))
                .findFirst();
    }

    /** The cache of a name. */
    CacheName name(String name) {
        return names.of("cache", name);
    }

    NamedDefinition of(CachePoint point) {
        CacheName cache = names.of(point.place(), point.name());
        CachePolicy policy = policy(point, cache);
        ReturnShape shape = shape(point, cache);
        return new NamedDefinition(
                cache,
                policy,
                CachedDefinition.readPolicy(cache, policy, refresh(policy)),
                new NamedKeys(cache.name(), shapes(point, cache)),
                formats.of(policy, shape, fixedTtl(point.place()), cache, point.place()),
                tags(point, cache, shape));
    }

    /** The tags that the cache declares, and those of its methods. */
    private Tags tags(CachePoint point, CacheName cache, ReturnShape shape) {
        Tags tags = Tags.NONE;
        List<CachePoint> declaring = declarations.declaring(cache.name());
        CachePoint first = point.own() == null && !declaring.isEmpty() ? declaring.get(0) : point;
        if (first.own() != null) {
            tags = Tags.parse(first.place() + ": tags", first.own().tags(), shape.content());
        }
        for (CacheDeclarations.Reader reader : declarations.readers(cache.name())) {
            tags = tags.and(reader.read().tags().withoutArguments());
        }
        return tags;
    }

    /** Loaders run on the threads of their callers, which wait for them. */
    private static RefreshPolicy refresh(CachePolicy policy) {
        return new RefreshPolicy(policy.refreshAfter(), policy.earlyRefresh(), Duration.ZERO, Duration.ZERO, false);
    }

    private static ValueTtl fixedTtl(String place) {
        return new ValueTtl(place, CacheTtl.None.class, CacheBeans.NONE.ttls());
    }

    private CachePolicy policy(CachePoint point, CacheName cache) {
        List<CachePoint> declaring = declarations.declaring(cache.name());
        List<CacheDeclarations.Reader> readers = inForce(declarations.readers(cache.name()));
        if (point.own() == null && declaring.isEmpty() && !readers.isEmpty()) {
            CacheDeclarations.Reader first = readers.get(0);
            readers.forEach(reader -> CacheAgreement.ofAllMembers(
                    reader.place(),
                    reader.read().merged().common(),
                    first.place(),
                    first.read().merged().common(),
                    ACCEPTED));
            return first.read().merged().byName(first.read().enabled(), slidingTtl(readers));
        }
        if (point.own() == null) {
            return withSliding(merged(declaring.isEmpty() ? point : declaring.get(0), cache), readers);
        }
        CachePolicy own = merged(point, cache);
        for (CachePoint other : declaring.subList(0, Math.max(0, declaring.indexOf(point)))) {
            CacheAgreement.ofAllMembers(point.place(), own, other.place(), merged(other, cache), ACCEPTED);
            CacheAgreement.same(
                    "tags",
                    point.place(),
                    List.of(point.own().tags()),
                    other.place(),
                    List.of(Objects.requireNonNull(other.own()).tags()),
                    ACCEPTED);
        }
        if (agreeing(own, readers).isEmpty()) {
            readers.forEach(reader -> CacheAgreement.ofAllMembers(
                    point.place(),
                    own.common(),
                    reader.place(),
                    reader.read().merged().common(),
                    ACCEPTED));
        }
        return withSliding(own, readers);
    }

    /** The methods that are not switched off, or all if all are. */
    private static List<CacheDeclarations.Reader> inForce(List<CacheDeclarations.Reader> readers) {
        List<CacheDeclarations.Reader> enabled =
                readers.stream().filter(reader -> reader.read().enabled()).toList();
        return enabled.isEmpty() ? readers : enabled;
    }

    /** The policy with the time after a read that the methods have, unless the configuration gives one. */
    private static CachePolicy withSliding(CachePolicy own, List<CacheDeclarations.Reader> readers) {
        return own.slidingTtl().isZero() ? own.byName(own.enabled(), slidingTtl(agreeing(own, readers))) : own;
    }

    private static List<CacheDeclarations.Reader> agreeing(CachePolicy own, List<CacheDeclarations.Reader> readers) {
        return readers.stream()
                .filter(reader -> reader.read().merged().common().equals(own.common()))
                .toList();
    }

    /** How long methods keep a value that was read; zero if they differ, because a call by name is none of them. */
    private static Duration slidingTtl(List<CacheDeclarations.Reader> readers) {
        List<Duration> all = readers.stream()
                .map(reader -> reader.read().merged().slidingTtl())
                .distinct()
                .toList();
        return all.size() == 1 ? all.get(0) : Duration.ZERO;
    }

    private CachePolicy merged(CachePoint point, CacheName cache) {
        return CachePolicy.of(point.own(), cache, point.place(), properties);
    }

    private ReturnShape shape(CachePoint point, CacheName cache) {
        Type type = point.type();
        if (type == null) {
            Stream<Type> known = Stream.concat(
                    declarations.stored(cache.name()).stream().map(CacheDeclarations.Stored::type),
                    declarations.points(cache.name()).map(CachePoint::type).filter(Objects::nonNull));
            type = Envelope.boxed(known.findFirst()
                    .orElseThrow(() -> ConfigProblem.of(
                            point.place() + ": type of the values",
                            "?",
                            "the type of the values, because no other declaration of the cache has one")));
        }
        ReturnShape shape = ReturnShape.of(type);
        String typeName = type.getTypeName();
        if (shape.stage()) {
            throw ConfigProblem.of(
                    point.place() + ": type of the values",
                    typeName,
                    "the type of what is in the stage; AsyncCache returns its values in stages");
        }
        for (CacheDeclarations.Stored other : declarations.stored(cache.name())) {
            if (!other.type().equals(shape.content())) {
                throw ConfigProblem.of(
                        point.place() + ": type of the values",
                        typeName,
                        other.type().getTypeName() + ", as for " + other.place());
            }
        }
        types.problem(shape.content()).ifPresent(problem -> {
            throw ConfigProblem.of(
                    point.place() + ": type of the values",
                    typeName,
                    "a type whose values can be read back from JSON; problem: " + problem);
        });
        return shape;
    }

    /** The shapes of the keys of the methods of the cache, by the number of their values. */
    private Map<Integer, KeyShape> shapes(CachePoint point, CacheName cache) {
        Map<Integer, KeyShape> shapes = new HashMap<>();
        Map<Integer, String> places = new HashMap<>();
        for (CacheDeclarations.Keys keys : declarations.keys(cache.name())) {
            KeyShape shape = keys.shape();
            KeyShape other = shapes.getOrDefault(shape.values(), shape);
            KeyShape common = shape.or(other)
                    .orElseThrow(() -> new ConfigProblem(point.place() + " cannot tell keys of its methods apart: "
                            + shape + " of " + keys.place() + ", and " + other + " of " + places.get(shape.values())
                            + "; accepted: methods with the same literals in their keys, or with another number of"
                            + " values"));
            shapes.put(shape.values(), common);
            places.putIfAbsent(shape.values(), keys.place());
        }
        return shapes;
    }
}
