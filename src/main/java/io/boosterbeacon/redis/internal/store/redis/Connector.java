package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletionStage;

/** How connections come about: to one server, to the master that sentinels name, or to the masters of a cluster. */
interface Connector {
    static Connector of(RedisOptions options, ClientResources resources) {
        Connector connector = options.shape() == RedisOptions.Shape.CLUSTER
                ? new ClusterConnector(options, resources)
                : new SingleConnector(options, resources);
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

    /** The client that connects. */
    AbstractRedisClient client();

    /** Where, for people: without credentials. */
    String address();
}
