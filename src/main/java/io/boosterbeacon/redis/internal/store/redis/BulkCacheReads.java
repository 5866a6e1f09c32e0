package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
import io.boosterbeacon.redis.internal.store.redis.connection.WatchedRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks several values up. One command reads all that may be in one: {@code MGET}, or a script if the values are to be
 * kept or may have tags. In a cluster, and for values with tags, that is one command for each shard of the cache that
 * has some of the keys. What is not found is looked up once more, by one script for each key, which grants its lease;
 * these are sent together. So hits take one round trip, and misses two.
 */
final class BulkCacheReads {
    /** Bounds the time that one command takes, and its reply. */
    private static final int KEYS_OF_A_COMMAND = 500;

    private static final String CROSS_SLOT = "CROSSSLOT";

    private final RedisConnection redis;
    private final NearReads nearReads;
    private final CacheReads reads;
    /** Whether keys of several slots may be in one command. */
    private volatile boolean acrossSlots;

    /**
     * @param acrossSlots whether a server has all slots. A server may still refuse commands across slots, which is
     *     noticed
     */
    BulkCacheReads(RedisConnection redis, NearReads nearReads, CacheReads reads, boolean acrossSlots) {
        this.redis = redis;
        this.nearReads = nearReads;
        this.reads = reads;
        this.acrossSlots = acrossSlots;
    }

    /** One look-up. */
    record Wanted(EntryKeys keys, String token) {}

    /**
     * As {@link CacheStore#readOrLeaseAll}.
     *
     * @param wanted look-ups of one cache, or of keys of {@code RedisService}
     */
    CompletionStage<List<Lookup>> readOrLease(List<Wanted> wanted, Duration lease, Duration localTtl) {
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        if (wanted.size() == 1 || !wanted.get(0).keys().isNamed()) {
            return all(
                    wanted,
                    wanted.stream()
                            .map(each -> reads.readOrLease(each.keys(), each.token(), lease, localTtl)
                                    .toCompletableFuture())
                            .toList());
        }
        boolean kept = !localTtl.isZero();
        boolean together = acrossSlots;
        return found(wanted, kept, together)
                .exceptionallyCompose(failure -> {
                    if (!together || !RedisErrors.says(failure, CROSS_SLOT)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    acrossSlots = false;
                    return found(wanted, kept, false);
                })
                .thenCompose(found -> orLease(wanted, found, lease));
    }

    /** The values that there are, by position. */
    private CompletionStage<Map<Integer, Lookup>> found(List<Wanted> wanted, boolean kept, boolean together) {
        Map<String, List<Integer>> shards = new TreeMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            shards.computeIfAbsent(wanted.get(i).keys().generation(), shard -> new ArrayList<>())
                    .add(i);
        }
        boolean tagged = wanted.get(0).keys().isTagged();
        List<CompletableFuture<Map<Integer, Lookup>>> parts = new ArrayList<>();
        for (List<List<Integer>> part : parts(shards.values(), together && !tagged)) {
            ShardKeys keys = ShardKeys.of(wanted, part);
            parts.add((kept ? readToKeep(keys, tagged) : read(keys, tagged)).toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    Map<Integer, Lookup> found = new TreeMap<>();
                    parts.forEach(part -> found.putAll(part.join()));
                    return found;
                });
    }

    /** Distributes the positions of shards to commands. */
    private static List<List<List<Integer>>> parts(Iterable<List<Integer>> shards, boolean together) {
        List<List<List<Integer>>> parts = new ArrayList<>();
        int room = 0;
        for (List<Integer> shard : shards) {
            for (int from = 0; from < shard.size(); from += KEYS_OF_A_COMMAND) {
                List<Integer> positions = shard.subList(from, Math.min(shard.size(), from + KEYS_OF_A_COMMAND));
                if (!together || positions.size() > room) {
                    parts.add(new ArrayList<>());
                    room = KEYS_OF_A_COMMAND;
                }
                parts.get(parts.size() - 1).add(positions);
                room -= positions.size();
            }
        }
        return parts;
    }

    private CompletionStage<Map<Integer, Lookup>> read(ShardKeys keys, boolean tagged) {
        return redis.send(tagged ? peek(keys, true, List.of()) : keys.mget());
    }

    private CompletionStage<Map<Integer, Lookup>> readToKeep(ShardKeys keys, boolean tagged) {
        CompletionStage<Map<Integer, Lookup>> watched = nearReads.readAll(keys.generations(), by -> {
            WatchedRead last = by.get(by.size() - 1);
            return last.send(
                    peek(keys, tagged, by.stream().map(WatchedRead::watch).toList()));
        });
        // if the connection was lost, or its server has the keys no longer, others may answer
        return watched == null ? read(keys, tagged) : watched.exceptionallyCompose(failure -> read(keys, tagged));
    }

    /** @param watches of the shards; empty: the values must not be kept */
    private static PendingCommand<Map<Integer, Lookup>> peek(ShardKeys keys, boolean tagged, List<Watch> watches) {
        return tagged
                ? CacheScripts.PEEK_TAGGED.command(reply -> keys.peeked(reply, watches), keys.tagged())
                : CacheScripts.PEEK_ALL.command(
                        reply -> keys.peeked(reply, watches),
                        keys.names(),
                        keys.sizes().toArray());
    }

    private CompletionStage<List<Lookup>> orLease(List<Wanted> wanted, Map<Integer, Lookup> found, Duration lease) {
        List<CompletableFuture<Lookup>> lookups = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            Lookup hit = found.get(i);
            lookups.add(
                    hit == null
                            ? reads.runRead(wanted.get(i).keys(), wanted.get(i).token(), lease)
                            : CompletableFuture.completedFuture(hit));
        }
        return all(wanted, lookups);
    }

    /** Completes when all have ended. If one has failed, the leases of the others are released. */
    private CompletionStage<List<Lookup>> all(List<Wanted> wanted, List<CompletableFuture<Lookup>> lookups) {
        return CompletableFuture.allOf(lookups.toArray(CompletableFuture<?>[]::new))
                .<CompletionStage<List<Lookup>>>handle((done, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(
                                lookups.stream().map(CompletableFuture::join).toList());
                    }
                    for (int i = 0; i < lookups.size(); i++) {
                        if (!lookups.get(i).isCompletedExceptionally()
                                && lookups.get(i).join() instanceof Lookup.Granted) {
                            CompletionStage<Boolean> unused = reads.release(
                                    wanted.get(i).keys(), wanted.get(i).token());
                        }
                    }
                    return CompletableFuture.failedFuture(failure);
                })
                .thenCompose(answer -> answer);
    }
}
