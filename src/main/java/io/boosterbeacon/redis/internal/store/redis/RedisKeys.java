package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of every key. What one script touches shares a hash tag, the part in the first pair of braces, so that it lies in
 * one slot of a cluster. The fixed part before each variable one differs from key to key: no name a user can choose makes
 * one key look like another.
 */
final class RedisKeys {
    private static final int CACHE_SHARDS = 16;

    private static final String CANARY = "canary-";

    private final String prefix;
    /** Before the names of keys of which there is one. */
    private final String mark;

    RedisKeys(String prefix) {
        this(prefix, "");
    }

    private RedisKeys(String prefix, String mark) {
        if (prefix.isEmpty() || prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException("The key prefix must not be empty nor hold braces");
        }
        this.prefix = prefix;
        this.mark = mark;
    }

    /** The same patterns, but none of the keys that all nodes share for good. */
    RedisKeys forCanaries() {
        return new RedisKeys(prefix, CANARY);
    }

    /** The current window of a policy. Versions that kept a plain number there had another name for it. */
    String rateLimit(String subject, String policyId) {
        return prefix + ":window:{" + subject + "}:" + policyId;
    }

    String revokedToken(String hash) {
        return prefix + ":{rev}:t:" + hash;
    }

    String revokedUser(String hash) {
        return prefix + ":{rev}:u:" + hash;
    }

    /** Which Redis it is that remembers revocations. */
    String revocationEpoch() {
        return prefix + ":{rev}:" + mark + "epoch";
    }

    /** Sorted set of the unverified tokens remembered, by expiry. */
    String unverifiedIndex() {
        return prefix + ":{rev}:index:" + mark + "unverified";
    }

    /** Sorted set of the verified tokens remembered, by expiry. */
    String tokenIndex() {
        return prefix + ":{rev}:index:" + mark + "tokens";
    }

    /** Sorted set of the users remembered, by expiry. */
    String userIndex() {
        return prefix + ":{rev}:index:" + mark + "users";
    }

    /** Sorted set of all of them, by the time of revocation. */
    String timeIndex() {
        return prefix + ":{rev}:index:" + mark + "times";
    }

    String plain(String key) {
        return braced("kv", key);
    }

    String plainLease(String key) {
        return braced("lease:kv", key);
    }

    /** The keys of an entry as the cache scripts take them: value, lease and, for entries of a cache, generation. */
    List<String> entry(CacheEntry entry) {
        if (entry instanceof CacheEntry.Cached cached) {
            String shard = cache(cached.cacheName(), shardOf(cached.key()));
            return List.of(shard + ":value:" + cached.key(), shard + ":lease:" + cached.key(), shard + ":gen");
        }
        String key = ((CacheEntry.Plain) entry).key();
        return List.of(plain(key), plainLease(key));
    }

    /** The generation keys of a cache. */
    List<String> generations(String cacheName) {
        List<String> keys = new ArrayList<>(CACHE_SHARDS);
        for (int shard = 0; shard < CACHE_SHARDS; shard++) {
            keys.add(cache(cacheName, shard) + ":gen");
        }
        return keys;
    }

    /** Where the ends of leases are published: the name of the lease, or of the generation, that ended. */
    String leaseEndChannel() {
        return prefix + ":cache:lease-end";
    }

    private String cache(String cacheName, int shard) {
        return prefix + ":cache:{" + cacheName + ":" + shard + "}";
    }

    private static int shardOf(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (CACHE_SHARDS - 1);
    }

    private String braced(String kind, String key) {
        // "{}" is no hash tag: the whole name would be hashed, and a value and its lease would part.
        return key.isEmpty() || key.startsWith("}")
                ? prefix + ":" + kind + "-brace:{brace}:" + key
                : prefix + ":" + kind + ":{" + key + "}";
    }
}
