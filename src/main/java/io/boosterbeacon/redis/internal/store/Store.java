package io.boosterbeacon.redis.internal.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A store: all its ports, and operations on the store as a whole. */
public interface Store extends AutoCloseable {
    CacheStore cache();

    KeyValueStore keyValues();

    RateLimitStore rateLimits();

    LimitRuleStore limitRules();

    RevocationStore revocations();

    /** The changes of the revocations, for replicas; empty if the store is in this JVM. */
    Optional<RevocationLog> revocationLog();

    RevocationAuditStore revocationAudit();

    RefreshStore refreshTokens();

    /** Messages from other nodes. */
    Signals signals();

    /** {@code redis} or {@code embedded}. */
    String kind();

    /** Whether a call takes a round trip to a server, so that it is worth sparing. */
    boolean isRemote();

    /** The address for messages: host and port without credentials, or {@code this JVM}. */
    String address();

    /** {@code standalone}, {@code sentinel}, {@code cluster} or {@code embedded}. */
    String shape();

    /** The state that the server reports; empty if the store has no server. Never fails. */
    CompletionStage<Optional<ServerReport>> inspect();

    /**
     * The features that the server refuses to the connected user, and why; empty if everything works. The answer may be
     * some seconds old, so that this can be called at any rate. Fails with {@link StoreException} if the server does
     * not answer.
     */
    CompletionStage<Map<StoreFeature, String>> refusals();

    /** Reports that the server has refused a command, so that {@link #refusals} checks again soon. */
    void doubtRefusals();

    /** Checks that the store answers. One round trip. */
    CompletionStage<Void> ping();

    /** The client of the store, if it has one of that type. */
    <T> Optional<T> unwrap(Class<T> nativeType);

    /**
     * Runs work on a connection that is used by nobody else. Waits for a free connection, and may fail with
     * {@link StoreException}.
     *
     * @throws IllegalArgumentException if the store has no connections of that type
     */
    <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work);

    /** Closes all connections and ends all threads of this store. Waits at most a few seconds. Idempotent. */
    @Override
    void close();
}
