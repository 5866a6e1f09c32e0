package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scripts on the keys of one entry. There are two of each: the values of most caches have no tags, and their scripts
 * do not read the keys of tags.
 */
record CacheScripts(
        RedisScript read,
        RedisScript leaseAgain,
        RedisScript write,
        RedisScript release,
        RedisScript renew,
        RedisScript touch,
        RedisScript put) {
    static final String LEASE_END = "lease-end.lua";
    private static final String KEYS = "cache-keys.lua";
    private static final String SHARED = "cache-generation.lua";
    private static final String TAGS = "cache-tags.lua";

    /** For entries whose values have no tags, keys of {@code RedisService} among them. */
    static final CacheScripts PLAIN = of(List.of(LEASE_END, KEYS, SHARED));

    /** For entries of caches whose values have tags. */
    static final CacheScripts TAGGED = of(List.of(LEASE_END, KEYS, SHARED, TAGS));

    /** Reads a value that may have tags, and grants no lease. */
    static final RedisScript PEEK = RedisScript.of(LEASE_END, KEYS, SHARED, TAGS, "cache-peek.lua");

    /** Reads values without tags, of several shards, and grants no leases. */
    static final RedisScript PEEK_ALL = RedisScript.of("cache-peek-all.lua");

    /** Reads several values of one shard that may have tags, and grants no leases. */
    static final RedisScript PEEK_TAGGED = RedisScript.of(LEASE_END, KEYS, SHARED, TAGS, "cache-peek-tagged.lua");

    static final RedisScript INVALIDATE = RedisScript.of(LEASE_END, "cache-invalidate.lua");
    static final RedisScript CLEAR = RedisScript.of(LEASE_END, "cache-clear.lua");
    static final RedisScript INVALIDATE_TAGS = RedisScript.of(LEASE_END, KEYS, "cache-invalidate-tags.lua");

    private static CacheScripts of(List<String> functions) {
        return new CacheScripts(
                with(functions, "cache-read.lua"),
                with(functions, "cache-lease.lua"),
                with(functions, "cache-write.lua"),
                with(functions, "cache-release.lua"),
                with(functions, "cache-renew.lua"),
                with(functions, "cache-touch.lua"),
                with(functions, "cache-put.lua"));
    }

    private static RedisScript with(List<String> functions, String file) {
        return RedisScript.of(Stream.concat(functions.stream(), Stream.of(file)).toArray(String[]::new));
    }
}
