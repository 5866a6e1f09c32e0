package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.internal.codec.EncryptionKey;
import io.boosterbeacon.redis.internal.codec.EnvelopeOptions;
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

    /** The options of a cache: the version of its values, and its keys if it has keys of its own. */
    public EnvelopeOptions options(int version, CacheName cache, Function<String, Optional<String>> properties) {
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
