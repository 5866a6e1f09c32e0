package io.boosterbeacon.it.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

/** Counts the connections to a Redis. */
public final class RedisConnections {
    private RedisConnections() {}

    /** How many connections there are besides the one that asks. */
    public static long count(String url) {
        try (RedisClient client = RedisClient.create(url);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().clientList().lines().count() - 1;
        }
    }
}
