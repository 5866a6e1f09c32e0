package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Requires that the declarations of one cache agree. Throws {@link ConfigProblem} if they do not. */
final class CacheAgreement {
    /** The others say how a method reads, and not for how long Redis has what is stored. */
    private static final Set<String> LIFETIMES = Set.of("ttl", "nullTtl", "staleTtl", "slidingTtl");

    private CacheAgreement() {}

    /**
     * Requires that two methods read a cache whose values have the same lifetimes and the same tags: otherwise it would
     * depend on the first caller how long a value lives, and which tags remove it. A method that is disabled, one whose
     * keys are never those of the other, and one without tags may differ: what the last stores is removed by each tag.
     */
    static void ofMethods(CacheDeclarations.Reader one, CacheDeclarations.Reader other) {
        if (!one.read().enabled()
                || !other.read().enabled()
                || !one.read().entries().meets(other.read().entries())) {
            return;
        }
        String name = one.read().entries().cache().name();
        for (RecordComponent member : CachePolicy.class.getRecordComponents()) {
            if (LIFETIMES.contains(member.getName())) {
                same(
                        member.getName(),
                        one.place(),
                        value(member, one.read().merged()),
                        other.place(),
                        value(member, other.read().merged()),
                        "one " + member.getName() + " for all methods that share a cache, also by beacon.cache.\""
                                + name + "\"." + member.getName() + ", and by ttlUnit beside all that it counts in");
            }
        }
        Cached own = annotation(one);
        Cached another = annotation(other);
        same(
                "ttlBy",
                one.place(),
                own.ttlBy().getName(),
                other.place(),
                another.ttlBy().getName(),
                "one ttlBy for all methods that share a cache");
        if (own.tags().length > 0
                && another.tags().length > 0
                && !Tags.literals(own.tags()).equals(Tags.literals(another.tags()))) {
            same(
                    "tags",
                    one.place(),
                    new TreeSet<>(Arrays.asList(own.tags())),
                    other.place(),
                    new TreeSet<>(Arrays.asList(another.tags())),
                    "the same tags for all methods that share a cache, but for the names in their placeholders");
        }
    }

    private static Cached annotation(CacheDeclarations.Reader reader) {
        return reader.read().entries().method().getAnnotation(Cached.class);
    }

    /** Requires that two declarations agree in all members. */
    static void ofAllMembers(String place, CachePolicy own, String otherPlace, CachePolicy other, String accepted) {
        for (RecordComponent member : CachePolicy.class.getRecordComponents()) {
            same(member.getName(), place, value(member, own), otherPlace, value(member, other), accepted);
        }
    }

    /** Requires that a member has the same value in two declarations. */
    static void same(String member, String place, Object one, String otherPlace, Object another, String accepted) {
        if (!one.equals(another)) {
            throw new ConfigProblem(place + ": " + member + " is " + one + ", and " + another + " in " + otherPlace
                    + ", for the same cache; accepted: " + accepted);
        }
    }

    private static Object value(RecordComponent member, CachePolicy policy) {
        try {
            return member.getAccessor().invoke(policy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the members of a public record are public", e);
        }
    }
}
