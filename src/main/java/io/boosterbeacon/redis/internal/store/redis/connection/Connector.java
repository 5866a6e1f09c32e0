package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/** How connections come about: to one server, to the master that sentinels name, or to the masters of a cluster. */
public interface Connector {
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
