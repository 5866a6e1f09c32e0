package io.boosterbeacon.redis.internal.service;

import java.time.Duration;
import java.util.Collection;

/** Checks the arguments of {@code RedisService}. */
final class Arguments {
    private static final int MAX_KEY = 512;
    private static final Duration MAX_TTL = Duration.ofDays(36_600);

    private Arguments() {}

    static String key(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException("key has " + key.length() + " characters; accepted: 1 to " + MAX_KEY);
        }
        return key;
    }

    static Collection<String> keys(Collection<String> keys) {
        keys.forEach(Arguments::key);
        return keys;
    }

    static Duration ttl(Duration ttl) {
        if (ttl.compareTo(Duration.ofMillis(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException("ttl is " + ttl + "; accepted: PT0.001S to " + MAX_TTL);
        }
        return ttl;
    }
}
