package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Opens connections: to one server, to the master that Sentinel names, or to the masters of a cluster. */
public interface Connector {
    /** Opens a connection for commands. */
    <V> CompletionStage<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec);

    /** The server that has a key now; null if that is unknown. The same for all keys if there is one server. */
    @Nullable
    String serverOf(String key);

    /** All servers that have keys now. */
    Set<String> servers();

    /** Opens a connection for commands to one server. It does not reconnect by itself. */
    CompletionStage<StatefulConnection<String, byte[]>> connectTo(String server);

    /** Finds out again which server has which keys, because one of them does not have what it should. */
    void refresh();

    /** Opens a connection for published messages. */
    CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub();

    /** Checks that the server behind a connection answers. One round trip. */
    CompletionStage<String> ping(StatefulConnection<String, byte[]> connection);

    /** Whether connections reconnect to lost servers by themselves. */
    boolean reconnects();

    /** The type of the connections that {@link #connect} opens. */
    Class<?> connectionType();

    /** The database that a new connection uses. */
    int database();

    /** The client of the connections. */
    AbstractRedisClient client();

    /** All clients that must be shut down: that of the connections, and others that this connector needs. */
    default List<AbstractRedisClient> clients() {
        return List.of(client());
    }

    /** The address for messages, without credentials. */
    String address();

    /** Creates the connector of a store. */
    @FunctionalInterface
    interface Factory {
        /**
         * Creates a connector.
         *
         * @param credentials null to use those of the URL
         * @param timer the timer of the connections
         * @param channels the channels of the connections
         */
        Connector create(
                RedisSettings options,
                @Nullable RedisCredentialsProvider credentials,
                ClientResources resources,
                Scheduler timer,
                Channels channels);
    }
}
