package io.boosterbeacon.redis.internal.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A store: all ports, and what is true of it as a whole. */
public interface Store extends AutoCloseable {
    CacheStore cache();

    KeyValueStore keyValues();

    RateLimitStore rateLimits();

    RevocationStore revocations();

    /** What other nodes tell this one. */
    Signals signals();

    /** {@code redis} or {@code embedded}. */
    String kind();

    /** Where it is, for people: host and port without credentials, or {@code this JVM}. */
    String address();

    /** {@code standalone}, {@code sentinel}, {@code cluster} or {@code embedded}. */
    String shape();

    /** What the server tells of itself; empty if the store has no server. Never fails. */
    CompletionStage<Optional<ServerReport>> inspect();

    /**
     * What the server refuses to its user, by feature, and why; empty if everything works. May be some seconds old: to be asked as
     * often as anybody likes. Fails with {@link StoreException} without an answer.
     */
    CompletionStage<Map<StoreFeature, String>> refusals();

    /** A use of the store has been refused something: what {@link #refusals} has found is good for no more than seconds. */
    void doubtRefusals();

    /** One round trip. */
    CompletionStage<Void> ping();

    /** The client behind it, if it has one of that type. */
    <T> Optional<T> unwrap(Class<T> nativeType);

    /**
     * Does work on a connection for the caller alone. May wait for one, and fail with {@link StoreException}.
     *
     * @throws IllegalArgumentException if the store has no connections of that type
     */
    <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work);

    /** Ends every connection and thread of this store; waits at most a few seconds. Idempotent. */
    @Override
    void close();
}
