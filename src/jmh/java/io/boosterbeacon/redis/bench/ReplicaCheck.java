package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.local.replica.ReplicaSettings;
import io.boosterbeacon.redis.internal.store.local.replica.RevocationReplica;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.internal.store.redis.VerifiedToken;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Checks of good tokens by a replica of a million revocations, and by a map of as many texts. */
final class ReplicaCheck implements Contender {
    private static final int REVOCATIONS = 1_000_000;
    private static final int PORTION = 500;
    private static final int SCOPES = 8;

    private final Store store;
    private final Scheduler timers = new Scheduler();
    private final RevocationStore replica;
    /** What the replica answers about each good token; the store would give another object. */
    private final Object answer;

    private final TokenQuery[] tokens = new TokenQuery[SUBJECTS];

    ReplicaCheck(String redis) {
        store = TestStores.connect(redis);
        Instant now = Instant.now();
        store.revocations()
                .beat(Known.nothing(now, Duration.ofHours(1)))
                .toCompletableFuture()
                .join();
        List<Change> portion = new ArrayList<>(PORTION);
        // another round may have stored them; that takes minutes
        long stored = store.revocations().stats().toCompletableFuture().join().tokens();
        for (int i = (int) Math.min(stored, REVOCATIONS) + 1; i <= REVOCATIONS; i++) {
            portion.add(new Change(Scope.TOKEN, revoked(i), Optional.empty(), now.toEpochMilli() + 36_000_000));
            if (i % PORTION == 0) {
                store.revocationLog()
                        .orElseThrow()
                        .writeBack(List.copyOf(portion))
                        .toCompletableFuture()
                        .join();
                portion.clear();
            }
        }
        RevocationReplica kept = new RevocationReplica(
                store,
                // a busy machine must not make checks ask Redis
                new ReplicaSettings(
                        Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofHours(1), 5_000_000, false),
                timers,
                Telemetry.NONE,
                InstantSource.system(),
                System::nanoTime);
        replica = kept.over(store.revocations(), token -> false);
        kept.start();
        while (!kept.isFresh()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        for (int subject = 0; subject < SUBJECTS; subject++) {
            List<String> ids = scopes(subject);
            tokens[subject] =
                    new VerifiedToken(List.copyOf(ids.subList(0, 3)), List.copyOf(ids.subList(3, SCOPES)), 1, false);
        }
        answer = replica.find(tokens[0]);
    }

    private static String revoked(int number) {
        return Digest.of("revoked", Integer.toString(number));
    }

    /** The hashes of a token: its text, its id, its session; three of its user, its client and its issuer. */
    private static List<String> scopes(int subject) {
        List<String> ids = new ArrayList<>(SCOPES);
        for (int scope = 0; scope < SCOPES; scope++) {
            ids.add(Digest.of("good", Integer.toString(subject), Integer.toString(scope)));
        }
        return ids;
    }

    @Override
    public Object call(int subject) {
        Object found = replica.find(tokens[subject]);
        Contender.require(found == answer, "answered by the replica");
        return found;
    }

    @Override
    public void close() {
        store.close();
        timers.close();
    }

    /** The map of a node that keeps the texts, as its users would write it. */
    static Contender map(String unused) {
        Map<String, Long> revoked = new ConcurrentHashMap<>();
        for (int i = 1; i <= REVOCATIONS; i++) {
            revoked.put(revoked(i), Long.MAX_VALUE);
        }
        List<List<String>> tokens = new ArrayList<>();
        for (int subject = 0; subject < SUBJECTS; subject++) {
            tokens.add(scopes(subject));
        }
        return new Contender() {
            @Override
            public Object call(int subject) {
                boolean isRevoked = false;
                for (String id : tokens.get(subject)) {
                    Long expiry = revoked.get(id);
                    isRevoked |= expiry != null && expiry > System.currentTimeMillis();
                }
                Contender.require(!isRevoked, "not revoked");
                return isRevoked;
            }

            @Override
            public void close() {}
        };
    }
}
