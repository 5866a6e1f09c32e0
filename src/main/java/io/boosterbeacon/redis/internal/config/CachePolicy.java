package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * The validated members of {@link Cached} or {@link CachePut}, merged with their overrides.
 *
 * @param nullTtl zero if nulls are not stored
 * @param staleTtl zero if no stale values are kept
 * @param jitter the maximum fraction by which a lifetime is shortened at random
 */
public record CachePolicy(boolean enabled, Duration ttl, Duration nullTtl, Duration staleTtl, double jitter) {
    private static final double MAX_JITTER = 0.5;

    /** Merges the annotation of a declaration of a bean's method with its overrides. */
    public static CachePolicy of(
            Cached own,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        Overrides overrides = overrides(Cached.class, cache, called, method, properties);
        String place = Members.place("Cached", method);
        ChronoUnit unit = unit(overrides, own.ttlUnit());
        double jitter = overrides.member("jitter", own.jitter(), CachePolicy::fraction);
        if (!(jitter >= 0 && jitter <= MAX_JITTER)) {
            throw ConfigProblem.of(place + ": jitter", jitter, "a fraction from 0 to " + MAX_JITTER);
        }
        return new CachePolicy(
                overrides.member("enabled", true, Values::flagOf),
                Members.duration(place + ": ttl", amount(overrides, "ttl", own.ttl(), 1), unit, false),
                Members.duration(place + ": nullTtl", amount(overrides, "nullTtl", own.nullTtl(), 0), unit, true),
                Members.duration(place + ": staleTtl", amount(overrides, "staleTtl", own.staleTtl(), 0), unit, true),
                jitter);
    }

    /** Merges the annotation of a declaration of a bean's method with its overrides. */
    public static CachePolicy of(
            CachePut own,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        Overrides overrides = overrides(CachePut.class, cache, called, method, properties);
        Duration ttl = Members.duration(
                Members.place("CachePut", method) + ": ttl",
                amount(overrides, "ttl", own.ttl(), 1),
                unit(overrides, own.ttlUnit()),
                false);
        return new CachePolicy(overrides.member("enabled", true, Values::flagOf), ttl, Duration.ZERO, Duration.ZERO, 0);
    }

    private static Overrides overrides(
            Class<? extends Annotation> annotation,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        return Overrides.ofCache(properties, cache.name(), called.bean(), method, annotation.getSimpleName());
    }

    private static long amount(Overrides overrides, String member, long own, long min) {
        return overrides.member(member, own, (property, text) -> Values.numberOf(property, text, min, Long.MAX_VALUE));
    }

    private static ChronoUnit unit(Overrides overrides, ChronoUnit own) {
        return overrides.member("ttlUnit", own, Values::unitOf);
    }

    private static double fraction(String property, String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= MAX_JITTER) {
                return value;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ConfigProblem.of(property, text, "a fraction from 0 to " + MAX_JITTER);
    }
}
