package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.WatchedRead;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Looks values up. A hit is one plain command, because nearly all look-ups are hits and Redis takes far longer to run a
 * script than to read; a look-up that finds no value runs a script afterwards. Where values have tags, the script comes
 * first: it reads the value and then what has become of its tags, in one trip.
 */
final class CacheReads {
    private static final int FOUND = 1;

    private final RedisConnection redis;
    private final NearReads nearReads;
    private final String leaseEndChannel;

    /** @param leaseEndChannel the channel for ends of leases */
    CacheReads(RedisConnection redis, NearReads nearReads, String leaseEndChannel) {
        this.redis = redis;
        this.nearReads = nearReads;
        this.leaseEndChannel = leaseEndChannel;
    }

    /** As {@link CacheStore#readOrLease(io.boosterbeacon.redis.internal.store.CacheEntry, String, Duration, Duration)}. */
    CompletionStage<Lookup> readOrLease(EntryKeys keys, String token, Duration lease, Duration localTtl) {
        if (localTtl.isZero() || !keys.isNamed()) {
            return keys.isTagged() ? runRead(keys, token, lease) : orLease(redis.send(read(keys)), keys, token, lease);
        }
        CompletionStage<Optional<Lookup>> watched =
                nearReads.read(keys.generation(), by -> keys.isTagged() ? peekToKeep(by, keys) : readToKeep(by, keys));
        if (watched == null) {
            return readOrLease(keys, token, lease, Duration.ZERO);
        }
        // if the connection was lost, or its server has the keys no longer, others may answer
        return keys.isTagged()
                ? orLease(watched.exceptionally(failure -> Optional.empty()), keys, token, lease)
                : orLease(watched.exceptionallyCompose(failure -> redis.send(read(keys))), keys, token, lease);
    }

    private CompletionStage<Lookup> orLease(
            CompletionStage<Optional<Lookup>> read, EntryKeys keys, String token, Duration lease) {
        return read.thenCompose(
                found -> found.map(CompletableFuture::completedFuture).orElseGet(() -> runRead(keys, token, lease)));
    }

    /** Looks a value up by the script that grants the lease if there is none. */
    CompletableFuture<Lookup> runRead(EntryKeys keys, String token, Duration lease) {
        return keys.scripts()
                .read()
                .run(
                        redis,
                        reply -> StoredValues.lookup(reply, keys.isNamed()),
                        keys.names(),
                        token,
                        lease.toMillis(),
                        unique(token));
    }

    /** As {@link CacheStore#release}. */
    CompletableFuture<Boolean> release(EntryKeys keys, String token) {
        return keys.scripts().release().run(redis, RedisCacheStore::done, keys.names(), token, leaseEndChannel);
    }

    /** As {@link CacheStore#lease}. */
    CompletionStage<Lookup> lease(EntryKeys keys, long seen, String token, Duration lease) {
        return keys.scripts()
                .leaseAgain()
                .run(
                        redis,
                        reply -> StoredValues.lookup(reply, keys.isNamed()),
                        keys.names(),
                        token,
                        lease.toMillis(),
                        unique(token),
                        StoredValues.wanted(seen));
    }

    /** A text that is unique for each call. A token alone is not, because a caller may use it again. */
    private static String unique(String token) {
        return token + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** Reads the value, and in the same trip how long it may be kept. */
    private static CompletionStage<Optional<Lookup>> readToKeep(WatchedRead by, EntryKeys keys) {
        CompletableFuture<Optional<Lookup>> value = by.send(read(keys));
        CompletableFuture<Long> left = by.send(Commands.number(CommandType.PTTL, keys.value()));
        return value.thenCombine(
                left, (found, millis) -> found.map(lookup -> NearReads.toKeep(lookup, by.watch(), millis)));
    }

    /** The same for a value that may have tags. */
    private static CompletionStage<Optional<Lookup>> peekToKeep(WatchedRead by, EntryKeys keys) {
        return by.send(CacheScripts.PEEK.command(
                reply -> reply.number(0) == FOUND
                        ? Optional.of(NearReads.toKeep(
                                StoredValues.stamped(reply.sized(3).bytes(1)), by.watch(), reply.number(2)))
                        : Optional.empty(),
                keys.names()));
    }

    /** Reads the value without a script. */
    private static PendingCommand<Optional<Lookup>> read(EntryKeys keys) {
        return keys.isNamed()
                ? Commands.mget(
                        List.of(keys.generation(), keys.value()), StoredValues::generationOrValue, CacheReads::stamped)
                : Commands.get(
                        keys.value(),
                        reply -> reply.isNull(0) ? Optional.empty() : Optional.of(StoredValues.plain(reply.bytes(0))));
    }

    private static Optional<Lookup> stamped(Reply reply) {
        return reply.isNull(1) ? Optional.empty() : Optional.of(StoredValues.stamped(reply.bytes(1)));
    }
}
