package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.ForwardingRevocationStore;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.guard.GuardedRevocationStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownRefreshes;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
import io.boosterbeacon.redis.internal.store.local.replica.ReplicaSettings;
import io.boosterbeacon.redis.internal.store.local.replica.RevocationReplica;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A node that keeps a replica of the revocations, with the stack of an application and its heartbeat. */
public final class ReplicaNode implements AutoCloseable {
    public static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FRESHNESS = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final Duration STALE_FOR = Duration.ofMinutes(1);

    private final Store store;
    private final Scheduler timers = new Scheduler();
    private final RevocationReplica replica;
    private final RevocationStore revocations;
    private final RefreshStore refreshes;
    private final AtomicInteger asked = new AtomicInteger();
    private final boolean closesStore;

    private ReplicaNode(Store store, boolean closesStore, ReplicaSettings settings) {
        this.store = store;
        this.closesStore = closesStore;
        StoreGuard guard = new StoreGuard(
                StoreUse.REVOCATION,
                Duration.ofMillis(250),
                new SilenceDetector(timers, store::ping, () -> {}),
                Telemetry.NONE,
                System::nanoTime,
                true,
                store::ping);
        NodeKnowledge known =
                new NodeKnowledge(HOUR, STALE_FOR, 100_000, Telemetry.NONE, InstantSource.system(), System::nanoTime);
        RevocationStore unguarded = new KnownRevocations(store.revocations(), known);
        replica = new RevocationReplica(
                store, settings, timers, Telemetry.NONE, InstantSource.system(), System::nanoTime);
        revocations = replica.over(
                counted(new KnownRevocations(new GuardedRevocationStore(store.revocations(), guard), known)),
                known::refuses);
        refreshes = replica.over(new KnownRefreshes(store.refreshTokens(), known));
        Future<?> unused = timers.every(HEARTBEAT, () -> beat(unguarded));
        beat(unguarded);
        replica.start();
    }

    /** A node with a store of its own. */
    static ReplicaNode on(String url) {
        return new ReplicaNode(SharedStore.connect(url, Telemetry.NONE), true, settings(FRESHNESS, false));
    }

    /** A node whose revocations wait for all nodes. */
    static ReplicaNode awaiting(String url) {
        return new ReplicaNode(SharedStore.connect(url, Telemetry.NONE), true, settings(FRESHNESS, true));
    }

    /** @param store closed with the node */
    static ReplicaNode on(Store store, ReplicaSettings settings) {
        return new ReplicaNode(store, true, settings);
    }

    /** A node whose revocations wait for all nodes, on a store that others use, too. */
    static ReplicaNode sharing(Store store) {
        return new ReplicaNode(store, false, settings(FRESHNESS, true));
    }

    static ReplicaSettings settings(Duration freshness, boolean awaitsNodes) {
        return new ReplicaSettings(freshness, STALE_FOR, HOUR, 1_000_000, awaitsNodes);
    }

    private static void beat(RevocationStore unguarded) {
        CompletionStage<?> unused =
                unguarded.beat(Known.nothing(InstantSource.system().instant(), HOUR));
    }

    private RevocationStore counted(RevocationStore below) {
        return new ForwardingRevocationStore(below) {
            @Override
            public CompletionStage<State> find(TokenQuery token) {
                asked.incrementAndGet();
                return super.find(token);
            }
        };
    }

    /** A new digest. */
    public static String id() {
        return Digest.of(UUID.randomUUID().toString());
    }

    Store store() {
        return store;
    }

    RevocationReplica replica() {
        return replica;
    }

    public RevocationStore revocations() {
        return revocations;
    }

    RefreshStore refreshes() {
        return refreshes;
    }

    /** The number of checks that this node has passed on to the store. */
    int asked() {
        return asked.get();
    }

    ReplicaNode untilFresh() {
        Awaitility.await().until(replica::isFresh);
        return this;
    }

    /** Whether a check refuses the token. Fails if it cannot be checked. */
    public boolean refuses(TokenQuery token) {
        return done(revocations.find(token)).revokes(token);
    }

    /** Like {@link #refuses}; fails if the store was asked. */
    boolean refusesHere(TokenQuery token) {
        int before = asked.get();
        boolean refuses = refuses(token);
        if (asked.get() != before) {
            throw new AssertionError("the store was asked");
        }
        return refuses;
    }

    @Override
    public void close() {
        replica.close();
        if (closesStore) {
            store.close();
        }
        timers.close();
    }
}
