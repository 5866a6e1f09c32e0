package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.codec.EncryptionKey;
import io.boosterbeacon.redis.internal.codec.EnvelopeOptions;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the values of annotated methods are stored.
 *
 * @param json what writes the JSON
 * @param maxSize the greatest length of the JSON of a value, in bytes
 * @param compressAbove longer JSON is compressed, in bytes; 0: never
 * @param keys encrypt the values of caches without keys of their own; the first encrypts, all decrypt; may be empty
 */
public record CacheValueSettings(JsonChoice json, int maxSize, int compressAbove, List<EncryptionKey> keys) {
    /** The member of {@code beacon.cache."<name>".encryption-key}. */
    static final String ENCRYPTION_KEY = "encryption-key";

    private static final int MAX_SIZE = 256 << 20;
    private static final int DEFAULT_MAX_SIZE = 8 << 20;
    private static final int DEFAULT_COMPRESS_ABOVE = 16 << 10;

    /** Without encryption. */
    public static final CacheValueSettings DEFAULTS =
            new CacheValueSettings(JsonChoice.LIBRARY, DEFAULT_MAX_SIZE, DEFAULT_COMPRESS_ABOVE, List.of());

    /** Copies the list. */
    public CacheValueSettings {
        keys = List.copyOf(keys);
    }

    static CacheValueSettings read(Values values) {
        return new CacheValueSettings(
                values.choice(ConfigKeys.CACHE_JSON, JsonChoice.class, JsonChoice.LIBRARY),
                (int) values.number(ConfigKeys.CACHE_MAX_VALUE_SIZE, DEFAULT_MAX_SIZE, 1, MAX_SIZE),
                (int) values.number(ConfigKeys.CACHE_COMPRESS_ABOVE, DEFAULT_COMPRESS_ABOVE, 0, MAX_SIZE),
                keys(values, ConfigKeys.CACHE_ENCRYPTION_KEY));
    }

    /** The options of an annotation: its version, merged with its overrides, and the keys of its cache. */
    public EnvelopeOptions options(
            Cached own,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        return options(
                own.version(),
                Members.place("Cached", method),
                cache,
                Overrides.ofCache(properties, cache.name(), called.bean(), method, "Cached"),
                properties);
    }

    /** The options of an annotation: its version, merged with its overrides, and the keys of its cache. */
    public EnvelopeOptions options(
            CachePut own,
            CacheName cache,
            BeanMethod called,
            Method method,
            Function<String, Optional<String>> properties) {
        return options(
                own.version(),
                Members.place("CachePut", method),
                cache,
                Overrides.ofCache(properties, cache.name(), called.bean(), method, "CachePut"),
                properties);
    }

    private EnvelopeOptions options(
            int own,
            String place,
            CacheName cache,
            Overrides overrides,
            Function<String, Optional<String>> properties) {
        if (own < 0) {
            throw ConfigProblem.of(place + ": version", own, "a whole number from 0");
        }
        int version = overrides.member(
                "version", own, (property, text) -> (int) Values.numberOf(property, text, 0, Integer.MAX_VALUE));
        List<EncryptionKey> ofCache =
                keys(new Values(properties), "beacon.cache.\"" + cache.name() + "\"." + ENCRYPTION_KEY);
        return new EnvelopeOptions(version, maxSize, compressAbove, ofCache.isEmpty() ? keys : ofCache);
    }

    private static List<EncryptionKey> keys(Values values, String property) {
        return values.text(property)
                .map(text -> Arrays.stream(text.split(",", -1))
                        .map(key -> key(property, key.trim()))
                        .toList())
                .orElse(List.of());
    }

    /** The message about a key does not contain it. */
    private static EncryptionKey key(String property, String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (EncryptionKey.isLength(key.length)) {
                return EncryptionKey.of(key);
            }
            throw problem(property, "has a key of " + key.length + " bytes");
        } catch (IllegalArgumentException e) {
            throw problem(property, "has a key that is not base64");
        }
    }

    private static ConfigProblem problem(String property, String what) {
        return new ConfigProblem(
                property + " " + what + "; accepted: keys of 16, 24 or 32 random bytes in base64, separated by commas");
    }
}
