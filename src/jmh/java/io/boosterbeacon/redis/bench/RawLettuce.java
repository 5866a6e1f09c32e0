package io.boosterbeacon.redis.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.RedisCodec;

/**
 * One connection for all threads. It uses asynchronous commands with {@code get()}, since synchronous ones add a proxy.
 */
final class RawLettuce<V> implements AutoCloseable {
    private final RedisClient client;
    private final StatefulRedisConnection<String, V> connection;

    RawLettuce(String redis, RedisCodec<String, V> codec) {
        client = RedisClient.create(redis);
        connection = client.connect(codec);
    }

    RedisAsyncCommands<String, V> commands() {
        return connection.async();
    }

    StatefulRedisConnection<String, V> connection() {
        return connection;
    }

    RedisClient client() {
        return client;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
