package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript.Call;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The cache on Redis. Each operation that changes something is one script on the keys of one entry, or one for each
 * shard of a cache.
 *
 * <p>The tags of a cache are invalidated in each of its shards: so the scripts that read and write a value find its tags
 * in the slot of the value, and need no second trip, also in a cluster.
 */
final class RedisCacheStore implements CacheStore {
    /** How many invalidated tags a shard remembers at least. A tag takes about 100 bytes in each shard. */
    private static final long REMEMBERED_TAGS = 10_000;
    /** The maximum number of tags in one call: scripts have a limited stack. */
    private static final int TAGS_OF_A_CALL = 500;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Waiters<String> leaseEnds;
    private final ServerTime time;
    private final NearReads nearReads;
    private final CacheReads reads;
    private final BulkCacheReads bulkReads;
    /** The caches whose values have tags. */
    private final Set<String> tagged = ConcurrentHashMap.newKeySet();

    /** @param cluster whether the keys are in slots of several servers */
    RedisCacheStore(
            RedisConnection redis, RedisKeys keys, Waiters<String> leaseEnds, NearReads nearReads, boolean cluster) {
        this.time = new ServerTime(redis, System::nanoTime);
        this.redis = redis;
        this.keys = keys;
        this.leaseEnds = leaseEnds;
        this.nearReads = nearReads;
        this.reads = new CacheReads(redis, nearReads, keys.leaseEndChannel());
        this.bulkReads = new BulkCacheReads(redis, nearReads, reads, !cluster);
    }

    private EntryKeys keysOf(CacheEntry entry) {
        return entry instanceof CacheEntry.Cached cached && tagged.contains(cached.cacheName())
                ? new EntryKeys(keys.taggedEntry(cached), true)
                : new EntryKeys(keys.entry(entry), false);
    }

    @Override
    public void useTags(String cacheName) {
        tagged.add(cacheName);
    }

    /** Whether there are caches whose values have tags. */
    boolean usesTags() {
        return !tagged.isEmpty();
    }

    /** The keys of an entry whose value has these tags. */
    private EntryKeys keysOf(CacheEntry entry, List<String> tags) {
        if (!tags.isEmpty() && entry instanceof CacheEntry.Cached cached) {
            useTags(cached.cacheName());
        }
        return keysOf(entry);
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        return reads.readOrLease(keysOf(entry), token, lease, localTtl);
    }

    @Override
    public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
        return bulkReads.readOrLease(
                wanted.stream()
                        .map(each -> new BulkCacheReads.Wanted(keysOf(each.entry()), each.token()))
                        .toList(),
                lease,
                localTtl);
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        return reads.lease(keysOf(entry), seen, token, lease);
    }

    @Override
    public void onChange(Consumer<CacheEntry.Cached> listener) {
        nearReads.onChange(listener);
    }

    @Override
    public CompletionStage<Long> time() {
        return time.now();
    }

    @Override
    public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
        EntryKeys of = keysOf(entry);
        return of.scripts().touch().run(redis, RedisCacheStore::done, of.names());
    }

    @Override
    public CompletionStage<Boolean> write(
            CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        EntryKeys of = keysOf(entry, tags);
        return of.scripts()
                .write()
                .run(
                        redis,
                        RedisCacheStore::done,
                        of.names(),
                        arguments(
                                of,
                                tags,
                                token,
                                value,
                                lifetime.total(),
                                keys.leaseEndChannel(),
                                StoredValues.encoded(lifetime),
                                keys.changeChannel()));
    }

    /** Adds the tags for the scripts that expect them. */
    private static Object[] arguments(EntryKeys of, List<String> tags, Object... arguments) {
        if (!of.isTagged()) {
            return arguments;
        }
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.add(String.join(" ", tags));
        return all.toArray();
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return reads.release(keysOf(entry), token);
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        EntryKeys of = keysOf(entry);
        return of.scripts()
                .release()
                .run(redis, RedisCacheStore::done, of.names(), token, keys.leaseEndChannel(), keys.changeChannel());
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        EntryKeys of = keysOf(entry);
        return of.scripts().renew().run(redis, RedisCacheStore::done, of.names(), token, lease.toMillis());
    }

    static Boolean done(Reply reply) {
        return reply.sized(1).flag(0);
    }

    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        return leaseEnds.await(keysOf(entry).leaseEnds(), atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        EntryKeys of = keysOf(entry, tags);
        return of.scripts()
                .put()
                .run(
                        redis,
                        RedisCacheStore::done,
                        of.names(),
                        arguments(
                                of,
                                tags,
                                value,
                                lifetime.total(),
                                keys.leaseEndChannel(),
                                UUID.randomUUID().toString(),
                                StoredValues.encoded(lifetime),
                                keys.changeChannel()))
                .thenAccept(stored -> {});
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        List<Call> calls = entries.stream()
                .map(entry -> new Call(
                        keysOf(entry).valueAndLease(),
                        entry instanceof CacheEntry.Cached
                                ? List.of(keys.leaseEndChannel(), keys.changeChannel())
                                : List.of(keys.leaseEndChannel())))
                .toList();
        return CacheScripts.INVALIDATE
                .runAll(redis, RedisCacheStore::done, calls)
                .thenAccept(invalidated -> {});
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        List<Call> calls = keys.generations(cacheName).stream()
                .map(generation -> new Call(List.of(generation), List.of(keys.leaseEndChannel(), keys.changeChannel())))
                .toList();
        return CacheScripts.CLEAR.runAll(redis, RedisCacheStore::done, calls).thenAccept(cleared -> {});
    }

    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        List<String> all = List.copyOf(tags);
        List<Call> calls = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TAGS_OF_A_CALL) {
            List<Object> arguments = new ArrayList<>(List.of(keys.changeChannel(), REMEMBERED_TAGS));
            arguments.addAll(all.subList(from, Math.min(all.size(), from + TAGS_OF_A_CALL)));
            keys.tags(cacheName).forEach(shard -> calls.add(new Call(shard, arguments)));
        }
        return CacheScripts.INVALIDATE_TAGS
                .runAll(redis, RedisCacheStore::done, calls)
                .thenAccept(invalidated -> {});
    }
}
