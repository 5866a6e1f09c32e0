package io.boosterbeacon.redis.internal.telemetry;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.revocation.RefreshRotation;
import io.boosterbeacon.redis.revocation.Restoration;
import io.boosterbeacon.redis.revocation.Revocation;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens to everything that happens in the library; one method for each kind of event. Features and stores call it,
 * and observers (events, health, metrics) implement the methods that they need.
 *
 * <p>Methods are called for every request, on any thread, including the threads of the store's client. An
 * implementation must be thread-safe, return at once, never wait and never throw. Arguments are primitives, constants
 * and values that the caller has anyway, so that a call allocates nothing where no listener is registered.
 */
public interface Telemetry {
    /** Ignores everything. */
    Telemetry NONE = new Telemetry() {};

    /** Combines listeners: each call is passed on to all of them, in their order. */
    static Telemetry of(List<? extends Telemetry> listeners) {
        return switch (listeners.size()) {
            case 0 -> NONE;
            case 1 -> listeners.get(0);
            default -> new Broadcast(listeners);
        };
    }

    /** Who hears of the hits of a cache. Who has many hits asks once: this is a look-up by name, and a hit is not. */
    default CacheHits cacheHits(String cache, HitSource source) {
        return CacheHits.NONE;
    }

    /** A cache did not have the value. */
    default void cacheMiss(String cache) {}

    /**
     * This node has loaded a value.
     *
     * @param nanos how long the load took
     */
    default void cacheLoaded(String cache, long nanos) {}

    /**
     * A load on this node has failed: the annotated method, or the loader, has thrown an exception.
     *
     * @param nanos how long the load took
     */
    default void cacheLoadFailed(String cache, long nanos) {}

    /**
     * A stored value could not be read: it is damaged, of another format, type or version, encrypted with another key,
     * or too large. It is a miss, too.
     */
    default void cacheUnreadable(String cache) {}

    /** An expired value was returned, because its load failed or the store did not answer. */
    default void cacheServedStale(String cache) {}

    /**
     * This node keeps a value that it has read.
     *
     * @param id the name of the cache in the store
     * @param bytes the stored size of the value
     */
    default void cacheValueKept(String id, int bytes) {}

    /**
     * This node does not keep a value any more.
     *
     * @param id the name of the cache in the store
     * @param bytes the stored size of the value
     * @param evicted whether all kept values took too much memory
     */
    default void cacheValueDropped(String id, int bytes, boolean evicted) {}

    /**
     * This node has invalidated an entry, or all entries, of a cache.
     *
     * @param all true if all entries, false if one
     */
    default void cacheInvalidated(String cache, boolean all) {}

    /**
     * One policy has decided one call.
     *
     * @param endpoint the limited method, as {@code <class>/<method>}
     * @param policy the name of the policy
     * @param subject the hash of the subject that the call counts for
     * @param result the count of the policy; null if the store did not answer and nothing was counted
     * @param shadow true if the policy only reports, and denies nothing
     */
    default void limitDecided(
            String endpoint,
            String policy,
            String subject,
            LimitOutcome outcome,
            @Nullable RateLimitResult result,
            boolean shadow) {}

    /**
     * A forwarding header was ignored, because the peer that sent it is not a trusted proxy.
     *
     * @param header the name of the header
     */
    default void forwardingIgnored(String header) {}

    /** A verified token was checked for revocation. */
    default void tokenChecked(CheckOutcome outcome) {}

    /**
     * A request was refused because its token is revoked.
     *
     * @param id the hash of the token
     * @param foundBy computes further hashes by which the audit's entry is found; called on this thread, if at all
     * @param method the HTTP method, or {@code CALL} if the application has asked about the token
     * @param path the template of the request's path, the URL pattern of a servlet, or what was called
     */
    default void tokenRejected(String id, Supplier<List<String>> foundBy, String method, String path) {}

    /**
     * This node has revoked a token or a group of tokens.
     *
     * @param recorded whether it is recorded in the audit: of the revocations of unverified tokens, only some are
     */
    default void revoked(Revocation revocation, boolean recorded) {}

    /** This node has undone a revocation. */
    default void restored(Restoration restoration) {}

    /** A refresh token was presented to this node, and the store has decided about it. */
    default void refreshTokenPresented(RefreshRotation.Outcome outcome) {}

    /**
     * This node has revoked a family of refresh tokens, because a spent one was presented.
     *
     * @param family the hash of the family
     * @param session the receipt for its session; null if it has none
     */
    default void refreshTokenReused(String family, @Nullable Revocation session) {}

    /** This node has refused a refresh token that was presented by another client than the one of its family. */
    default void refreshTokenOfOtherClient(String family) {}

    /**
     * The store has lost revocations.
     *
     * @param untilMillis tokens issued up to this moment, in milliseconds since 1970, cannot be checked
     */
    default void revocationsLost(long untilMillis) {}

    /**
     * This node has read the state of the revocations in the store. It does so about once a second.
     *
     * @param skewMillis how far the clock of the store is ahead of this node's, in milliseconds
     * @param lostMillis tokens issued up to this moment, in milliseconds since 1970, cannot be checked; 0 if no
     *     revocations are lost
     */
    default void revocationStateRead(long skewMillis, long lostMillis) {}

    /**
     * This node keeps a replica of the revocations. Told several times a second.
     *
     * @param fresh whether checks are answered from it
     * @param revocations the number of revocations in it, with some that have expired
     */
    default void replicaObserved(boolean fresh, int revocations) {}

    /** A command has failed, or was not sent because the circuit of its use is open. */
    default void commandFailed(StoreUse use, RedisErrorType type) {}

    /** The circuit breaker of a use has changed its state. Each circuit begins {@link CircuitState#CLOSED}. */
    default void circuitChanged(StoreUse use, CircuitState state) {}

    /**
     * The store has stopped answering for a use: its failure policy is in force.
     *
     * @param type the kind of the first failure
     */
    default void storeDegraded(StoreUse use, RedisErrorType type) {}

    /**
     * The store answers again for a use.
     *
     * @param nanos how long the failure policy was in force
     */
    default void storeRecovered(StoreUse use, long nanos) {}

    /**
     * The store is connected, for the first time or again.
     *
     * @param address host and port, without credentials
     */
    default void storeConnected(String address) {}

    /**
     * The last connection to the store was lost, or no connection could be established.
     *
     * @param address host and port, without credentials
     * @param reason what the client reported, without credentials
     */
    default void storeDisconnected(String address, String reason) {}
}
