package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A connection of its own, for what an operator does with redis-cli. */
public final class Operator implements AutoCloseable {
    private final ClientResources resources = ClientResources.create();
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private @Nullable StatefulRedisConnection<String, byte[]> bytes;

    public Operator(String url) {
        client = RedisClient.create(resources, RedisURI.create(url));
        connection = client.connect();
    }

    public RedisCommands<String, String> redis() {
        return connection.sync();
    }

    /** Changes the bytes of a value; the keys are texts. The value keeps its expiry. */
    public void damage(String key, UnaryOperator<byte[]> damage) {
        if (bytes == null) {
            bytes = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        }
        bytes.sync().set(key, damage.apply(bytes.sync().get(key)), SetArgs.Builder.keepttl());
    }

    /** Runs {@code ACL} with these words. */
    public void acl(String... words) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            args.add(word);
        }
        redis().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
    }

    /** How often each command was called, also by scripts; and under {@code reads} how many requests have arrived. */
    public Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        redis().info("all").lines().forEach(line -> {
            if (line.startsWith("cmdstat_")) {
                String name = line.substring("cmdstat_".length(), line.indexOf(':'));
                calls.put(name, Long.valueOf(line.substring(line.indexOf("calls=") + 6, line.indexOf(','))));
            } else if (line.startsWith("total_reads_processed:")) {
                calls.put("reads", Long.valueOf(line.substring(line.indexOf(':') + 1)));
            }
        });
        return calls;
    }

    long reads() {
        return calls().getOrDefault("reads", 0L);
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
