package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript.Call;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The cache on Redis. A hit is one plain command. A look-up that finds no value runs a script afterwards, and each
 * other operation is one script on the keys of one entry.
 */
final class RedisCacheStore implements CacheStore {
    static final String LEASE_END = "lease-end.lua";
    private static final String SHARED = "cache-generation.lua";
    private static final RedisScript READ = RedisScript.of(LEASE_END, SHARED, "cache-read.lua");
    private static final RedisScript WRITE = RedisScript.of(LEASE_END, SHARED, "cache-write.lua");
    private static final RedisScript RELEASE = RedisScript.of(LEASE_END, SHARED, "cache-release.lua");
    private static final RedisScript RENEW = RedisScript.of(LEASE_END, SHARED, "cache-renew.lua");
    private static final RedisScript CLEAR = RedisScript.of(LEASE_END, "cache-clear.lua");
    /** Also used for keys of {@code RedisService}: writing one ends its lease. */
    static final RedisScript PUT = RedisScript.of(LEASE_END, SHARED, "cache-put.lua");

    static final RedisScript INVALIDATE = RedisScript.of(LEASE_END, "cache-invalidate.lua");

    /** The index of the generation among the keys of an entry of a named cache. */
    private static final int GENERATION = 2;

    private static final int HIT = 1;
    private static final int GRANTED = 2;
    private static final int HELD = 3;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Waiters<String> leaseEnds;

    RedisCacheStore(RedisConnection redis, RedisKeys keys, Waiters<String> leaseEnds) {
        this.redis = redis;
        this.keys = keys;
        this.leaseEnds = leaseEnds;
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease) {
        List<String> names = keys.entry(entry);
        return redis.send(read(names)).thenCompose(found -> found.map(CompletableFuture::completedFuture)
                .orElseGet(
                        () -> READ.run(redis, RedisCacheStore::lookup, names, token, lease.toMillis(), unique(token))));
    }

    /**
     * Reads the value without a script. Nearly all look-ups are hits, and Redis takes far longer to run a script than
     * to read.
     */
    private static PendingCommand<Optional<Lookup>> read(List<String> names) {
        return names.size() > GENERATION
                ? Commands.mget(
                        List.of(names.get(GENERATION), names.get(0)),
                        RedisCacheStore::generationOrValue,
                        reply -> hit(reply, 1))
                : Commands.get(names.get(0), reply -> hit(reply, 0));
    }

    /**
     * Decodes the generation, and then the value without its generation; null if it has another one. See
     * cache-generation.lua.
     */
    private static byte @Nullable [] generationOrValue(List<@Nullable Object> previous, ByteBuffer text) {
        if (previous.isEmpty()) {
            return RedisConnection.CODEC.decodeValue(text);
        }
        if (previous.get(0) instanceof byte[] generation && beginsWith(text, generation)) {
            text.position(text.position() + generation.length);
            return RedisConnection.CODEC.decodeValue(text);
        }
        return null;
    }

    private static boolean beginsWith(ByteBuffer text, byte[] generation) {
        return text.remaining() >= generation.length
                && text.slice(text.position(), generation.length).equals(ByteBuffer.wrap(generation));
    }

    private static Optional<Lookup> hit(Reply reply, int index) {
        return reply.isNull(index) ? Optional.empty() : Optional.of(new Lookup.Hit(reply.bytes(index)));
    }

    private static Lookup lookup(Reply reply) {
        return switch ((int) reply.number(0)) {
            case HIT -> new Lookup.Hit(reply.sized(2).bytes(1));
            case GRANTED -> {
                reply.sized(1);
                yield new Lookup.Granted();
            }
            case HELD -> new Lookup.Held(reply.sized(2).text(1));
            default -> throw reply.unexpected();
        };
    }

    @Override
    public CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Duration ttl) {
        return WRITE.run(
                redis, RedisCacheStore::done, keys.entry(entry), token, value, ttl.toMillis(), keys.leaseEndChannel());
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return RELEASE.run(redis, RedisCacheStore::done, keys.entry(entry), token, keys.leaseEndChannel());
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return RENEW.run(redis, RedisCacheStore::done, keys.entry(entry), token, lease.toMillis());
    }

    /** A text that is unique for each call. A token alone is not, because a caller may use it again. */
    private static String unique(String token) {
        return token + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    static Boolean done(Reply reply) {
        return reply.sized(1).flag(0);
    }

    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        List<String> names = keys.entry(entry);
        // the key of the lease and that of the generation: the end of a generation ends all its leases
        return leaseEnds.await(names.subList(1, names.size()), atMost);
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Duration ttl) {
        return PUT.run(
                        redis,
                        RedisCacheStore::done,
                        keys.entry(entry),
                        value,
                        ttl.toMillis(),
                        keys.leaseEndChannel(),
                        UUID.randomUUID().toString())
                .thenAccept(stored -> {});
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        List<Call> calls = entries.stream()
                .map(entry -> new Call(keys.entry(entry).subList(0, 2), List.of(keys.leaseEndChannel())))
                .toList();
        return INVALIDATE.runAll(redis, RedisCacheStore::done, calls).thenAccept(invalidated -> {});
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        List<Call> calls = keys.generations(cacheName).stream()
                .map(generation -> new Call(List.of(generation), List.of(keys.leaseEndChannel())))
                .toList();
        return CLEAR.runAll(redis, RedisCacheStore::done, calls).thenAccept(cleared -> {});
    }
}
