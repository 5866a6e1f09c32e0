package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.key.KeyShape;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The types and keys of all caches of an application. Methods that share a cache must agree on the type of its values.
 */
public final class CacheContents {
    private final Map<String, Content> contents = new HashMap<>();
    private final Map<String, List<Keys>> read = new HashMap<>();
    private final List<Keys> changed = new ArrayList<>();
    private final Set<Change> changes = new LinkedHashSet<>();
    private final Set<String> warningsOfReads = new LinkedHashSet<>();
    private final TaggedCaches tagged = new TaggedCaches();
    private final CacheDeclarations declarations;

    /** @param declarations receives the methods that read caches */
    public CacheContents(CacheDeclarations declarations) {
        this.declarations = declarations;
    }

    /**
     * Registers the type and the version of what a method stores.
     *
     * @param place where its annotation is declared
     * @throws ConfigProblem if another method stores another type or version in the same cache: each method would drop
     *     the other's entries
     */
    void stores(CacheName cache, MethodValues values, String place) {
        declarations.addStored(cache.name(), Envelope.boxed(values.type()), place);
        String typeName = Envelope.boxed(values.type()).getTypeName();
        Content known = contents.putIfAbsent(cache.id(), new Content(typeName, values.version(), place));
        if (known != null && known.version() != values.version()) {
            throw new ConfigProblem(place + ": version is " + values.version() + ", and cacheName is \"" + cache.name()
                    + "\", which holds version " + known.version() + " for " + known.place()
                    + "; accepted: one version for all methods that share a cache");
        }
        if (known != null && !known.typeName().equals(typeName)) {
            throw new ConfigProblem(place + ": cacheName is \"" + cache.name() + "\", which holds " + known.typeName()
                    + " for " + known.place() + ", and would hold " + typeName
                    + "; accepted: one type for all methods that share a cache");
        }
    }

    /** Whether any method stores values. */
    public boolean storesValues() {
        return !contents.isEmpty();
    }

    /** Registers a method that reads a cache. */
    void reads(CachedDefinition method, BeanMethod called, String place) {
        EntryPlan entries = method.entries();
        declarations.add(method, place);
        tagged.stores(entries.cache(), method.tags(), place);
        CallerState.warning(entries.keys(), called)
                .ifPresent(missed -> warningsOfReads.add(place + " answers all callers alike: " + missed));
        warningsOfReads.addAll(Refreshing.ignored(method, place));
        read.computeIfAbsent(entries.cache().id(), id -> new ArrayList<>()).add(new Keys(entries, place));
    }

    /** Registers the keys of a method that changes entries of a cache. */
    void changes(EntryPlan entries, String place) {
        changed.add(new Keys(entries, place));
        declarations.addChange(entries, place);
        changes(entries.cache(), place);
    }

    /** Registers the tags of what is put into a cache, by a method or by its name. */
    void puts(CacheName cache, Tags tags, String place) {
        tagged.stores(cache, tags, place);
    }

    /**
     * Registers a method that invalidates tags.
     *
     * @param cache null: of all caches
     */
    void invalidatesTags(@Nullable CacheName cache, String place) {
        if (cache != null) {
            changes(cache, place);
        }
        tagged.invalidates(cache, place);
    }

    /** The caches whose values have tags. */
    public Collection<CacheName> tagged() {
        return tagged.all();
    }

    /** Registers a method that changes a cache. */
    void changes(CacheName cache, String place) {
        changes.add(new Change(cache, place));
    }

    /**
     * Warnings about methods that may give one caller the value of another one, because their beans hold state of the
     * caller that is not part of the key, and about configured timeouts that methods cannot have.
     */
    public List<String> warningsOfReads() {
        return List.copyOf(warningsOfReads);
    }

    /**
     * Warnings about changes that match no entry of any method of the application. A key of an {@code int}, for
     * example, never equals a key of a {@code long}.
     */
    public List<String> ineffectiveChanges() {
        Stream<String> matchingNoCache = changes.stream().flatMap(change -> matchingNoCache(change).stream());
        Stream<String> matchingNoEntry = changed.stream()
                .filter(change -> !change.entries().cache().isShared())
                .flatMap(change -> matchingNoEntry(change).stream());
        return Stream.of(matchingNoCache, matchingNoEntry, tagged.warnings())
                .flatMap(warnings -> warnings)
                .toList();
    }

    /**
     * The warning if no method has the cache: the method was renamed or has other parameters now, or the name of the
     * cache lacks the parameters.
     */
    private Optional<String> matchingNoCache(Change change) {
        CacheName cache = change.cache();
        String method = cache.name().replaceFirst("\\(.*", "");
        List<String> namesakes = read.values().stream()
                .map(readers -> readers.get(0).entries().cache().name())
                .filter(name -> name.startsWith(method + "("))
                .sorted()
                .toList();
        return read.containsKey(cache.id()) || (namesakes.isEmpty() && !Members.isSignature(cache.name()))
                ? Optional.empty()
                : Optional.of(change.place() + " does nothing: cacheName is \"" + cache.name()
                        + "\", and no method of this application has that cache; accepted: "
                        + (namesakes.isEmpty()
                                ? "<class>/<method>(<types of the parameters>) of a method with @Cached"
                                : String.join(" or ", namesakes)));
    }

    private Optional<String> matchingNoEntry(Keys change) {
        CacheName cache = change.entries().cache();
        List<Keys> readers = read.getOrDefault(cache.id(), List.of());
        return readers.isEmpty() || readers.stream().anyMatch(change::meets)
                ? Optional.empty()
                : Optional.of(change.place() + " does nothing: its key is " + change.described()
                        + ", which is never that of an entry of cache \"" + cache.name() + "\"; accepted: "
                        + readers.get(0).described() + ", as for "
                        + readers.get(0).place());
    }

    private record Change(CacheName cache, String place) {}

    private record Content(String typeName, int version, String place) {}

    private record Keys(EntryPlan entries, String place) {
        boolean meets(Keys other) {
            return entries.meets(other.entries());
        }

        String described() {
            return entries.keys().shape().map(KeyShape::toString).orElse(KeyShape.ANY);
        }
    }
}
