package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names of all keys. The keys of one script share a hash tag, the part in the first pair of braces, so that they
 * belong to one slot of a cluster. The fixed part before each variable part differs for each kind of key: no name that
 * a user chooses makes a key equal one of another kind.
 */
final class RedisKeys {
    private static final int CACHE_SHARDS = 16;

    /** Begins with the end of the hash tag, which no name of a cache contains. */
    private static final String VALUE = "}:value:";

    private static final String CANARY = "canary-";

    private final String prefix;
    /** A prefix of the names of keys that exist only once. */
    private final String singletonPrefix;

    private final String revocationEpoch;
    private final String cachePrefix;

    RedisKeys(String prefix) {
        this(prefix, "");
    }

    private RedisKeys(String prefix, String singletonPrefix) {
        if (prefix.isEmpty() || prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException("The key prefix must not be empty nor hold braces");
        }
        this.prefix = prefix;
        this.singletonPrefix = singletonPrefix;
        this.cachePrefix = prefix + ":cache:{";
        this.revocationEpoch = prefix + ":{rev}:" + singletonPrefix + "epoch";
    }

    /**
     * Keys with the same patterns for checks of permissions. None of them equals a permanent key that all nodes share.
     */
    RedisKeys forPermissionProbe() {
        return new RedisKeys(prefix, CANARY);
    }

    /**
     * The counter of a policy. Earlier versions stored a plain number under another name.
     *
     * @param kind the kind of value
     */
    String rateLimit(String kind, String subject, String policyId) {
        return prefix + ":" + kind + ":{" + subject + "}:" + policyId;
    }

    /** The rules by which an application changes its limits at run time. */
    String limitRules(String application) {
        return prefix + ":limit-rules:{" + application + "}";
    }

    /** The entry of a token or a session that is revoked. */
    String revokedToken(String hash) {
        return prefix + ":{rev}:t:" + hash;
    }

    /** The cutoff of a group of tokens: a user, as earlier versions call it, a client, an issuer or a claim. */
    String cutoff(String hash) {
        return prefix + ":{rev}:u:" + hash;
    }

    /** The epoch of the revocations. */
    String revocationEpoch() {
        return revocationEpoch;
    }

    /** Sorted set of the revoked unverified tokens, by expiry. */
    String unverifiedIndex() {
        return prefix + ":{rev}:index:" + singletonPrefix + "unverified";
    }

    /** Sorted set of all entries, by expiry. */
    String expiryIndex() {
        return prefix + ":{rev}:index:" + singletonPrefix + "expiry";
    }

    /** Sorted set of all entries, by the time of revocation. */
    String ageIndex() {
        return prefix + ":{rev}:index:" + singletonPrefix + "age";
    }

    /** The number of entries by scope and reason. */
    String revocationCounts() {
        return prefix + ":{rev}:index:" + singletonPrefix + "counts";
    }

    /** The latest end of the current token of any family of refresh tokens. */
    String refreshHorizon() {
        return prefix + ":{rev}:" + singletonPrefix + "horizon";
    }

    /** The first keys of all revocation scripts. */
    List<String> sharedRevocationKeys() {
        return List.of(
                expiryIndex(),
                ageIndex(),
                revocationCounts(),
                unverifiedIndex(),
                revocationEpoch(),
                refreshHorizon(),
                revocationLog());
    }

    /** The log of the changes of revocations, and the channel on which each change is published. */
    String revocationLog() {
        return prefix + ":{rev}:" + singletonPrefix + "log";
    }

    /** The nodes that keep a replica of the revocations. */
    String revocationNodes() {
        return prefix + ":{rev}:" + singletonPrefix + "nodes";
    }

    /** What is written to find out whether earlier revocations are on replicas. */
    String revocationMark() {
        return prefix + ":{rev}:" + singletonPrefix + "mark";
    }

    /** A part of the audit. */
    String audit(AuditStream stream) {
        return audit(stream.text());
    }

    /** The number of rejected requests. */
    String auditCounts() {
        return audit("counts");
    }

    /** The number of the last batch of rejected requests that a node has sent. */
    String auditBatch(String instance) {
        return audit("batch:" + instance);
    }

    private String audit(String name) {
        return prefix + ":{rev}:audit:" + singletonPrefix + name;
    }

    /** A family of refresh tokens. */
    String refreshFamily(String hash) {
        return prefix + ":{rev}:f:" + hash;
    }

    /** The last spent token of a family, as long as it may be presented again. */
    String refreshGrace(String hash) {
        return prefix + ":{rev}:g:" + hash;
    }

    String plain(String key) {
        return braced("kv", key);
    }

    String plainLease(String key) {
        return braced("lease:kv", key);
    }

    /**
     * The keys of an entry in the order that the cache scripts require: value, lease and, for entries of a named cache,
     * generation.
     */
    List<String> entry(CacheEntry entry) {
        if (entry instanceof CacheEntry.Cached cached) {
            String shard = cache(cached.cacheName(), shardOf(cached.key()));
            return List.of(shard + ":value:" + cached.key(), shard + ":lease:" + cached.key(), shard + ":gen");
        }
        String key = ((CacheEntry.Plain) entry).key();
        return List.of(plain(key), plainLease(key));
    }

    /**
     * The keys of an entry of a cache whose values have tags: those of {@link #entry}, and those of the tags in its
     * shard.
     */
    List<String> taggedEntry(CacheEntry.Cached entry) {
        List<String> keys = new ArrayList<>(entry(entry));
        keys.addAll(tagsOf(cache(entry.cacheName(), shardOf(entry.key()))));
        return keys;
    }

    /** For each shard of a cache its generation, and the keys of its tags. */
    List<List<String>> tags(String cacheName) {
        List<List<String>> shards = new ArrayList<>(CACHE_SHARDS);
        for (int shard = 0; shard < CACHE_SHARDS; shard++) {
            String name = cache(cacheName, shard);
            List<String> keys = new ArrayList<>();
            keys.add(name + ":gen");
            keys.addAll(tagsOf(name));
            shards.add(keys);
        }
        return shards;
    }

    private static List<String> tagsOf(String shard) {
        return List.of(shard + ":tags", shard + ":tags:1", shard + ":tags:2");
    }

    /** The generation keys of a cache. */
    List<String> generations(String cacheName) {
        List<String> keys = new ArrayList<>(CACHE_SHARDS);
        for (int shard = 0; shard < CACHE_SHARDS; shard++) {
            keys.add(cache(cacheName, shard) + ":gen");
        }
        return keys;
    }

    /** The entry whose value has this key; empty for any other key. */
    Optional<CacheEntry.Cached> entryOf(String valueKey) {
        int begin = cachePrefix.length();
        int end = valueKey.startsWith(cachePrefix) ? valueKey.indexOf(VALUE, begin) : -1;
        int shard = end < 0 ? -1 : valueKey.lastIndexOf(':', end);
        return shard < begin
                ? Optional.empty()
                : Optional.of(new CacheEntry.Cached(
                        valueKey.substring(begin, shard), valueKey.substring(end + VALUE.length())));
    }

    /**
     * The channel for changes of named caches, for nodes to which the server reports none. A message is the key of the
     * value that has changed, or of the generation that has ended.
     */
    String changeChannel() {
        return prefix + ":cache:change";
    }

    /** The channel for ends of leases. A message is the key of the lease, or of the generation, that has ended. */
    String leaseEndChannel() {
        return prefix + ":cache:lease-end";
    }

    private String cache(String cacheName, int shard) {
        return cachePrefix + cacheName + ":" + shard + "}";
    }

    private static int shardOf(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (CACHE_SHARDS - 1);
    }

    private String braced(String kind, String key) {
        // "{}" is no hash tag: the whole key would be hashed, and a value and its lease would be in different slots
        return key.isEmpty() || key.startsWith("}")
                ? prefix + ":" + kind + "-brace:{brace}:" + key
                : prefix + ":" + kind + ":{" + key + "}";
    }
}
