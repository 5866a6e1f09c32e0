package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How connections come about: to one server, to the master that sentinels name, or to the masters of a cluster. */
interface Connector {
    /**
     * Picks the one for the shape.
     *
     * @param credentials null for those of the URI
     */
    static Connector of(
            RedisOptions options, @Nullable RedisCredentialsProvider credentials, ClientResources resources) {
        Connector connector = options.shape() == RedisOptions.Shape.CLUSTER
                ? new ClusterConnector(options, credentials, resources)
                : new SingleConnector(options, credentials, resources);
        if (options.trace()) {
            connector.client().addListener(new CommandTrace());
        }
        return connector;
    }

    /** One for commands. */
    <V> CompletionStage<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec);

    /** One for pushes. */
    CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub();

    /** One round trip: whether there is anybody at the other end of a connection for commands. */
    CompletionStage<String> ping(StatefulConnection<String, byte[]> connection);

    /** Whether a connection finds its way back to lost servers by itself. */
    boolean reconnects();

    /** What {@link #connect} opens. */
    Class<?> connectionType();

    /** Which database connections are in when they are opened. */
    int database();

    /** The client that connects. */
    AbstractRedisClient client();

    /** Where, for people: without credentials. */
    String address();
}
