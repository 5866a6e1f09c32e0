package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The validated members of {@link Cached} or {@link CachePut}, merged with their overrides.
 *
 * @param nullTtl zero if nulls are not stored
 * @param staleTtl zero if no stale values are kept
 * @param localTtl zero if nodes keep no values
 * @param slidingTtl zero if reads do not extend lives
 * @param immutable whether the application has declared that nobody modifies the values
 * @param jitter the maximum fraction by which a lifetime is shortened at random
 * @param refreshAfter zero if values are not replaced at an age
 * @param earlyRefresh 0 if values are not replaced before they expire
 * @param softLoadTimeout how long a caller that finds a stale value waits for a new one
 * @param hardLoadTimeout how long callers wait for a load if there is no value; zero: to its end
 * @param version values of another version are not read
 */
public record CachePolicy(
        boolean enabled,
        Duration ttl,
        Duration nullTtl,
        Duration staleTtl,
        Duration localTtl,
        Duration slidingTtl,
        boolean immutable,
        double jitter,
        Duration refreshAfter,
        double earlyRefresh,
        Duration softLoadTimeout,
        Duration hardLoadTimeout,
        int version) {
    private static final double MAX_JITTER = 0.5;
    private static final double MAX_EARLY_REFRESH = 100;

    /** Merges the annotation of a declaration of a bean's method with its overrides. */
    public static CachePolicy of(
            Cached own,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        return merged(own, overrides(Cached.class, cache, called, method, properties), Members.place("Cached", method));
    }

    /**
     * Merges the annotation of an injection point with the properties of its cache.
     *
     * @param own null: the defaults
     * @param place the annotation and the injection point, for messages
     */
    public static CachePolicy of(
            io.boosterbeacon.redis.cache.@Nullable CacheName own,
            CacheName cache,
            String place,
            Function<String, Optional<String>> properties) {
        return merged(NamedMembers.of(own), Overrides.ofNamedCache(properties, cache.name()), place);
    }

    private static CachePolicy merged(Cached own, Overrides overrides, String place) {
        ChronoUnit unit = unit(overrides, own.ttlUnit());
        Duration ttl = Members.duration(place + ": ttl", amount(overrides, "ttl", own.ttl(), 1), unit, false);
        Duration refreshAfter = Members.duration(
                place + ": refreshAfter", amount(overrides, "refreshAfter", own.refreshAfter(), 0), unit, true);
        if (refreshAfter.compareTo(ttl) >= 0) {
            throw ConfigProblem.of(
                    place + ": refreshAfter",
                    refreshAfter.toMillis() + " ms",
                    "less than ttl, " + ttl.toMillis() + " ms");
        }
        long local = amount(overrides, "localTtl", own.localTtl(), 0);
        Duration localTtl = Members.duration(place + ": localTtl", local, unit, true);
        if (localTtl.compareTo(ttl) > 0) {
            throw ConfigProblem.of(
                    place + ": localTtl",
                    local,
                    "a whole number of " + unit.name() + " from 0 to "
                            + ttl.toMillis() / unit.getDuration().toMillis() + ", which is the ttl");
        }
        Duration staleTtl =
                Members.duration(place + ": staleTtl", amount(overrides, "staleTtl", own.staleTtl(), 0), unit, true);
        Duration softTimeout = timeout(overrides, place, "softLoadTimeout", own.softLoadTimeout());
        Duration hardTimeout = timeout(overrides, place, "hardLoadTimeout", own.hardLoadTimeout());
        // one of the configuration may be that of other methods of a cache or a class
        if (own.softLoadTimeout() != 0 && !softTimeout.isZero() && staleTtl.isZero()) {
            throw ConfigProblem.of(
                    place + ": softLoadTimeout",
                    softTimeout.toMillis(),
                    "0, because without staleTtl there is no stale value");
        }
        if (!hardTimeout.isZero() && softTimeout.compareTo(hardTimeout) >= 0) {
            throw ConfigProblem.of(
                    place + ": softLoadTimeout",
                    softTimeout.toMillis(),
                    "less than hardLoadTimeout, " + hardTimeout.toMillis());
        }
        return new CachePolicy(
                overrides.member("enabled", true, Values::flagOf),
                ttl,
                Members.duration(place + ": nullTtl", amount(overrides, "nullTtl", own.nullTtl(), 0), unit, true),
                staleTtl,
                localTtl,
                sliding(overrides, place, own.slidingTtl(), unit, ttl, staleTtl),
                overrides.member("immutable", own.immutable(), Values::flagOf),
                number(overrides, place, "jitter", own.jitter(), "a fraction", MAX_JITTER),
                refreshAfter,
                number(overrides, place, "earlyRefresh", own.earlyRefresh(), "a number", MAX_EARLY_REFRESH),
                softTimeout,
                hardTimeout,
                version(overrides, place, own.version()));
    }

    /**
     * The members that all methods of a cache share with the calls by its name: not whether one method is cached, how
     * its reads extend lives, and how long its loads are awaited.
     */
    public CachePolicy common() {
        return byName(true, Duration.ZERO);
    }

    /** The policy of calls by the name of the cache: their loaders run on the threads of the callers. */
    public CachePolicy byName(boolean read, Duration sliding) {
        return new CachePolicy(
                read,
                ttl,
                nullTtl,
                staleTtl,
                localTtl,
                sliding,
                immutable,
                jitter,
                refreshAfter,
                earlyRefresh,
                Duration.ZERO,
                Duration.ZERO,
                version);
    }

    /** Merges the annotation of a declaration of a bean's method with its overrides. */
    public static CachePolicy of(
            CachePut own,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        Overrides overrides = overrides(CachePut.class, cache, called, method, properties);
        String place = Members.place("CachePut", method);
        ChronoUnit unit = unit(overrides, own.ttlUnit());
        Duration ttl = Members.duration(place + ": ttl", amount(overrides, "ttl", own.ttl(), 1), unit, false);
        Duration staleTtl =
                Members.duration(place + ": staleTtl", amount(overrides, "staleTtl", own.staleTtl(), 0), unit, true);
        return new CachePolicy(
                overrides.member("enabled", true, Values::flagOf),
                ttl,
                Duration.ZERO,
                staleTtl,
                Duration.ZERO,
                sliding(overrides, place, own.slidingTtl(), unit, ttl, staleTtl),
                false,
                0,
                Duration.ZERO,
                0,
                Duration.ZERO,
                Duration.ZERO,
                version(overrides, place, own.version()));
    }

    private static Overrides overrides(
            Class<? extends Annotation> annotation,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        return Overrides.ofCache(properties, cache.name(), called.bean(), method, annotation.getSimpleName());
    }

    private static Duration sliding(
            Overrides overrides, String place, long own, ChronoUnit unit, Duration ttl, Duration staleTtl) {
        long amount = amount(overrides, "slidingTtl", own, 0);
        Duration sliding = Members.duration(place + ": slidingTtl", amount, unit, true);
        if (sliding.compareTo(ttl) > 0) {
            throw ConfigProblem.of(
                    place + ": slidingTtl",
                    amount,
                    "a whole number of " + unit.name() + " from 0 to "
                            + ttl.toMillis() / unit.getDuration().toMillis() + ", which is the ttl");
        }
        if (!sliding.isZero() && !staleTtl.isZero()) {
            throw ConfigProblem.of(place + ": slidingTtl", amount, "0, because there is a staleTtl");
        }
        return sliding;
    }

    private static Duration timeout(Overrides overrides, String place, String member, long own) {
        return Members.duration(place + ": " + member, amount(overrides, member, own, 0), ChronoUnit.MILLIS, true);
    }

    private static int version(Overrides overrides, String place, int own) {
        if (own < 0) {
            throw ConfigProblem.of(place + ": version", own, "a whole number from 0");
        }
        return overrides.member(
                "version", own, (property, text) -> (int) Values.numberOf(property, text, 0, Integer.MAX_VALUE));
    }

    private static long amount(Overrides overrides, String member, long own, long min) {
        return overrides.member(member, own, (property, text) -> Values.numberOf(property, text, min, Long.MAX_VALUE));
    }

    private static ChronoUnit unit(Overrides overrides, ChronoUnit own) {
        return overrides.member("ttlUnit", own, Values::unitOf);
    }

    /** @param accepted what is accepted, without the range */
    private static double number(
            Overrides overrides, String place, String member, double own, String accepted, double max) {
        double number =
                overrides.member(member, own, (property, text) -> checked(property, text, parsed(text), accepted, max));
        return checked(place + ": " + member, number, number, accepted, max);
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static double checked(String place, Object given, double number, String accepted, double max) {
        if (!(number >= 0 && number <= max)) {
            throw ConfigProblem.of(place, given, accepted + " from 0 to " + max);
        }
        return number;
    }
}
