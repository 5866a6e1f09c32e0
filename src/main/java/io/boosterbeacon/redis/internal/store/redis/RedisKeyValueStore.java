package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript.Call;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.lettuce.core.KeyValue;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keys of {@code RedisService} on Redis. Values are plain strings that any client can read. Each change is a script
 * that also ends the key's lease.
 */
final class RedisKeyValueStore implements KeyValueStore {
    private static final RedisScript INCREMENT = RedisScript.of(CacheScripts.LEASE_END, "kv-increment.lua");

    private final RedisConnection redis;
    private final RedisKeys keys;

    RedisKeyValueStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        return redis.send(Commands.get(keys.plain(key), RedisKeyValueStore::value));
    }

    private static Optional<byte[]> value(Reply reply) {
        return reply.isNull(0) ? Optional.empty() : Optional.of(reply.bytes(0));
    }

    @Override
    public CompletionStage<Map<String, byte[]>> getAll(Collection<String> wanted) {
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        List<String> order = List.copyOf(new LinkedHashSet<>(wanted));
        String[] names = order.stream().map(keys::plain).toArray(String[]::new);
        // the client's own command, because it splits the keys by the nodes of a cluster
        return redis.call("MGET", connection -> RedisConnection.commands(connection)
                        .mget(names))
                .thenApply(reply -> {
                    List<KeyValue<String, byte[]>> found = Reply.values(reply, names);
                    Map<String, byte[]> values = new LinkedHashMap<>();
                    for (int i = 0; i < names.length; i++) {
                        KeyValue<String, byte[]> value = found.get(i);
                        if (value.hasValue()) {
                            values.put(order.get(i), value.getValue());
                        }
                    }
                    return values;
                });
    }

    @Override
    public CompletionStage<Void> set(String key, byte[] value, @Nullable Duration ttl) {
        return setAll(List.of(set(key, value, ttl == null ? "" : String.valueOf(ttl.toMillis()))));
    }

    @Override
    public CompletionStage<Void> setAll(Map<String, byte[]> values, Duration ttl) {
        List<Call> calls = new ArrayList<>();
        values.forEach((key, value) -> calls.add(set(key, value, String.valueOf(ttl.toMillis()))));
        return setAll(calls);
    }

    private CompletionStage<Void> setAll(List<Call> calls) {
        return CacheScripts.PLAIN
                .put()
                .runAll(redis, RedisCacheStore::done, calls)
                .thenAccept(stored -> {});
    }

    private Call set(String key, byte[] value, String ttlMillis) {
        return new Call(both(key), List.of(value, ttlMillis, keys.leaseEndChannel(), "", ""));
    }

    private List<String> both(String key) {
        return List.of(keys.plain(key), keys.plainLease(key));
    }

    @Override
    public CompletionStage<Long> delete(Collection<String> deleted) {
        List<Call> calls = deleted.stream()
                .map(key -> new Call(both(key), List.of(keys.leaseEndChannel())))
                .toList();
        return CacheScripts.INVALIDATE
                .runAll(redis, RedisCacheStore::done, calls)
                .thenApply(replies -> replies.stream().filter(found -> found).count());
    }

    @Override
    public CompletionStage<Boolean> exists(String key) {
        return redis.send(Commands.number(CommandType.EXISTS, keys.plain(key))).thenApply(count -> count > 0);
    }

    @Override
    public CompletionStage<Boolean> expire(String key, Duration ttl) {
        return redis.send(Commands.number(CommandType.PEXPIRE, keys.plain(key), ttl.toMillis()))
                .thenApply(set -> set > 0);
    }

    @Override
    public CompletionStage<Optional<Duration>> ttl(String key) {
        return redis.send(Commands.number(CommandType.PTTL, keys.plain(key)))
                .thenApply(left -> left < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(left)));
    }

    @Override
    public CompletionStage<Long> increment(String key, long by, Duration ttl) {
        return INCREMENT.run(redis, RedisKeyValueStore::sum, both(key), by, ttl.toMillis(), keys.leaseEndChannel());
    }

    private static Long sum(Reply reply) {
        try {
            return Long.valueOf(reply.sized(1).text(0));
        } catch (NumberFormatException e) {
            throw reply.unexpected();
        }
    }
}
