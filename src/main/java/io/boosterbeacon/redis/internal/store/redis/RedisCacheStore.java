package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.WatchedRead;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript.Call;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.lettuce.core.protocol.CommandType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cache on Redis. A hit is one plain command. A look-up that finds no value runs a script afterwards, and each
 * other operation is one script on the keys of one entry.
 */
final class RedisCacheStore implements CacheStore {
    static final String LEASE_END = "lease-end.lua";
    private static final String SHARED = "cache-generation.lua";
    private static final RedisScript READ = RedisScript.of(LEASE_END, SHARED, "cache-read.lua");
    private static final RedisScript LEASE_AGAIN = RedisScript.of(LEASE_END, SHARED, "cache-lease.lua");
    private static final RedisScript WRITE = RedisScript.of(LEASE_END, SHARED, "cache-write.lua");
    private static final RedisScript RELEASE = RedisScript.of(LEASE_END, SHARED, "cache-release.lua");
    private static final RedisScript RENEW = RedisScript.of(LEASE_END, SHARED, "cache-renew.lua");
    private static final RedisScript TOUCH = RedisScript.of(LEASE_END, SHARED, "cache-touch.lua");
    private static final RedisScript CLEAR = RedisScript.of(LEASE_END, "cache-clear.lua");
    /** Also used for keys of {@code RedisService}: writing one ends its lease. */
    static final RedisScript PUT = RedisScript.of(LEASE_END, SHARED, "cache-put.lua");

    static final RedisScript INVALIDATE = RedisScript.of(LEASE_END, "cache-invalidate.lua");

    /** The index of the generation among the keys of an entry of a named cache. */
    private static final int GENERATION = 2;

    /** The length of the stamp of a value, see cache-generation.lua. */
    private static final int LIFETIME = 3 * Long.BYTES;

    private static final int STAMP = Long.BYTES + LIFETIME;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int HIT = 1;
    private static final int GRANTED = 2;
    private static final int HELD = 3;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Waiters<String> leaseEnds;
    private final ServerTime time;
    private final NearReads nearReads;

    RedisCacheStore(RedisConnection redis, RedisKeys keys, Waiters<String> leaseEnds, NearReads nearReads) {
        this.time = new ServerTime(redis, System::nanoTime);
        this.redis = redis;
        this.keys = keys;
        this.leaseEnds = leaseEnds;
        this.nearReads = nearReads;
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        List<String> names = keys.entry(entry);
        if (localTtl.isZero() || !(entry instanceof CacheEntry.Cached)) {
            return orLease(redis.send(read(names)), names, token, lease);
        }
        CompletionStage<Optional<Lookup>> watched = nearReads.read(names.get(GENERATION), by -> readToKeep(by, names));
        return watched == null
                ? orLease(redis.send(read(names)), names, token, lease)
                // the connection was lost, or its server has the keys no longer: others may answer
                : orLease(watched.exceptionallyCompose(failure -> redis.send(read(names))), names, token, lease);
    }

    private CompletionStage<Lookup> orLease(
            CompletionStage<Optional<Lookup>> read, List<String> names, String token, Duration lease) {
        return read.thenCompose(found -> found.map(CompletableFuture::completedFuture)
                .orElseGet(() ->
                        READ.run(redis, reply -> lookup(reply, names), names, token, lease.toMillis(), unique(token))));
    }

    /** Reads the value, and in the same trip how long it may be kept. */
    private static CompletionStage<Optional<Lookup>> readToKeep(WatchedRead by, List<String> names) {
        CompletableFuture<Optional<Lookup>> value = by.send(read(names));
        CompletableFuture<Long> left = by.send(Commands.number(CommandType.PTTL, names.get(0)));
        return value.thenCombine(
                left, (found, millis) -> found.map(lookup -> NearReads.toKeep(lookup, by.watch(), millis)));
    }

    @Override
    public void onChange(Consumer<CacheEntry.Cached> listener) {
        nearReads.onChange(listener);
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
                        reply -> reply.isNull(1) ? Optional.empty() : Optional.of(stamped(reply.bytes(1))))
                : Commands.get(
                        names.get(0), reply -> reply.isNull(0) ? Optional.empty() : Optional.of(plain(reply.bytes(0))));
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

    private static Lookup plain(byte[] value) {
        return new Lookup.Hit(value, 0, Lifetime.UNKNOWN);
    }

    private static byte[] encoded(Lifetime lifetime) {
        return ByteBuffer.allocate(LIFETIME)
                .putLong(lifetime.total())
                .putLong(lifetime.fresh())
                .putLong(lifetime.load())
                .array();
    }

    /** See cache-generation.lua. Other bytes become a value that nobody can read. */
    private static Lookup stamped(byte[] stored) {
        return stored.length < STAMP
                ? plain(stored)
                : new Lookup.Hit(
                        Arrays.copyOfRange(stored, STAMP, stored.length),
                        (long) LONG.get(stored, 0),
                        new Lifetime(
                                (long) LONG.get(stored, Long.BYTES), (long) LONG.get(stored, 2 * Long.BYTES), (long)
                                        LONG.get(stored, 3 * Long.BYTES)));
    }

    private static Lookup lookup(Reply reply, List<String> names) {
        return switch ((int) reply.number(0)) {
            case HIT -> {
                byte[] stored = reply.sized(2).bytes(1);
                yield names.size() > GENERATION ? stamped(stored) : plain(stored);
            }
            case GRANTED -> {
                reply.sized(1);
                yield new Lookup.Granted();
            }
            case HELD -> new Lookup.Held(reply.sized(2).text(1));
            default -> throw reply.unexpected();
        };
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        List<String> names = keys.entry(entry);
        return LEASE_AGAIN.run(
                redis, reply -> lookup(reply, names), names, token, lease.toMillis(), unique(token), wanted(seen));
    }

    private static Object wanted(long seen) {
        if (seen == ANY_AND_TAKE) {
            return "*";
        }
        return seen == ANY ? "" : ByteBuffer.allocate(Long.BYTES).putLong(seen).array();
    }

    @Override
    public CompletionStage<Long> time() {
        return time.now();
    }

    @Override
    public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
        return TOUCH.run(redis, RedisCacheStore::done, keys.entry(entry));
    }

    @Override
    public CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Lifetime lifetime) {
        return WRITE.run(
                redis,
                RedisCacheStore::done,
                keys.entry(entry),
                token,
                value,
                lifetime.total(),
                keys.leaseEndChannel(),
                encoded(lifetime),
                keys.changeChannel());
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return RELEASE.run(redis, RedisCacheStore::done, keys.entry(entry), token, keys.leaseEndChannel());
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return RELEASE.run(
                redis, RedisCacheStore::done, keys.entry(entry), token, keys.leaseEndChannel(), keys.changeChannel());
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
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime) {
        return PUT.run(
                        redis,
                        RedisCacheStore::done,
                        keys.entry(entry),
                        value,
                        lifetime.total(),
                        keys.leaseEndChannel(),
                        UUID.randomUUID().toString(),
                        encoded(lifetime),
                        keys.changeChannel())
                .thenAccept(stored -> {});
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        List<Call> calls = entries.stream()
                .map(entry -> new Call(
                        keys.entry(entry).subList(0, 2),
                        entry instanceof CacheEntry.Cached
                                ? List.of(keys.leaseEndChannel(), keys.changeChannel())
                                : List.of(keys.leaseEndChannel())))
                .toList();
        return INVALIDATE.runAll(redis, RedisCacheStore::done, calls).thenAccept(invalidated -> {});
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        List<Call> calls = keys.generations(cacheName).stream()
                .map(generation -> new Call(List.of(generation), List.of(keys.leaseEndChannel(), keys.changeChannel())))
                .toList();
        return CLEAR.runAll(redis, RedisCacheStore::done, calls).thenAccept(cleared -> {});
    }
}
