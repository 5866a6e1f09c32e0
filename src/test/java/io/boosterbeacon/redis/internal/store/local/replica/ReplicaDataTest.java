package io.boosterbeacon.redis.internal.store.local.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.redis.VerifiedToken;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaDataTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final List<Scope> SCOPES =
            List.of(Scope.TOKEN, Scope.SESSION, Scope.USER, Scope.CLIENT, Scope.ISSUER, Scope.CLAIM);

    /** Digests, and names that other clients have used. */
    private static String id(int number) {
        return number % 5 == 0 ? "name" + number : Digest.of("data", Integer.toString(number));
    }

    private static Change random(Random random) {
        Scope scope = SCOPES.get(random.nextInt(SCOPES.size()));
        String id = id(random.nextInt(20));
        if (random.nextInt(4) == 0) {
            return new Change(scope, id, Optional.empty(), 0);
        }
        Cutoff cutoff = random.nextBoolean()
                ? Cutoff.of(1 + random.nextInt(10))
                : new Cutoff(5 + random.nextInt(10), Set.of(id(random.nextInt(20))), random.nextInt(5));
        return new Change(
                scope,
                id,
                scope.hasCutoff() ? Optional.of(cutoff) : Optional.empty(),
                NOW + 1_000L * (1 + random.nextInt(20)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void data_afterAnyChanges_decidesLikeAMapOfThem(long seed) {
        Random random = new Random(seed);
        ReplicaData data = new ReplicaData();
        Map<String, Change> marks = new HashMap<>();
        Map<String, Change> groups = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            Change change = random(random);
            long now = NOW + random.nextInt(20_000);
            data.apply(change, NOW);
            (change.scope().hasCutoff() ? groups : marks).put(change.id(), change);
            if (random.nextInt(50) == 0) {
                data.compact(NOW);
            }
            VerifiedToken token = new VerifiedToken(
                    List.of(id(random.nextInt(20)), id(random.nextInt(20))),
                    List.of(id(random.nextInt(20)), id(random.nextInt(20))),
                    1 + random.nextInt(15),
                    false);

            boolean revoked = token.marks().stream()
                    .flatMap(id -> alive(marks, id, now))
                    .findAny()
                    .isPresent();
            List<Cutoff> cutoffs = token.groups().stream()
                    .flatMap(id -> alive(groups, id, now))
                    .flatMap(known -> known.cutoff().stream())
                    .toList();
            assertThat(data.refuses(token, now))
                    .as("step %d of run %d: %s", i, seed, token)
                    .isEqualTo(revoked || (!cutoffs.isEmpty() && Cutoff.refuse(cutoffs, token)));
        }
    }

    private static Stream<Change> alive(Map<String, Change> changes, String id, long now) {
        return Stream.ofNullable(changes.get(id)).filter(change -> change.expiresAtMillis() > now);
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "200"})
    void portions_haveAllThatIsRevoked(int size) {
        Random random = new Random(size);
        ReplicaData data = new ReplicaData();
        Map<String, Change> expected = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            Change change = random(random);
            data.apply(change, NOW);
            expected.put(change.scope().hasCutoff() + change.id(), change);
        }
        expected.values().removeIf(Change::isRestored);

        List<Change> all = new ArrayList<>();
        data.portions(size, NOW).forEachRemaining(all::addAll);

        assertThat(all).containsExactlyInAnyOrderElementsOf(expected.values()).hasSizeGreaterThan(10);
    }

    @Test
    void exemptions_thatHaveExpired_areForgotten() {
        ReplicaData data = new ReplicaData();
        for (int i = 1; i < 10_000; i++) {
            long now = NOW + i * 1_000L;
            Cutoff exempting = new Cutoff(5, Set.of("kept"), 0);
            data.apply(new Change(Scope.USER, Digest.of("u" + i), Optional.of(exempting), now + 10_000), now);
        }

        assertThat(data.exemptions()).isLessThan(100);
    }

    @Test
    void portions_areReadWhenTheyAreAskedFor() {
        ReplicaData data = new ReplicaData();
        for (int i = 1; i < 1_000; i++) {
            data.apply(new Change(Scope.TOKEN, Digest.of("t" + i), Optional.empty(), NOW + HOUR), NOW);
        }
        Iterator<List<Change>> portions = data.portions(10, NOW);
        List<Change> first = portions.next();
        for (int i = 1; i < 1_000; i++) {
            data.apply(new Change(Scope.TOKEN, Digest.of("t" + i), Optional.empty(), 0), NOW);
        }

        assertThat(first).hasSize(10);
        assertThat(portions.hasNext()).isFalse();
    }

    @Test
    void check_allocatesNothing() {
        ReplicaData data = new ReplicaData();
        for (int i = 0; i < 10_000; i++) {
            Scope scope = SCOPES.get(i % SCOPES.size());
            Optional<Cutoff> cutoff = scope.hasCutoff() ? Optional.of(Cutoff.of(1)) : Optional.empty();
            data.apply(new Change(scope, Digest.of(Integer.toString(i)), cutoff, NOW + HOUR), NOW);
        }
        NodeTime time = new NodeTime(InstantSource.system(), System::nanoTime);
        Replica replica = new Replica(
                new ReplicaSettings(Duration.ofMinutes(1), Duration.ZERO, Duration.ofHours(1), 100_000, false), time);
        replica.prove(new Proof(data, new Epoch("epoch", 1, 0), time.nanos(), time.millis(), NOW));
        VerifiedToken good = new VerifiedToken(
                List.of(Digest.of("a"), Digest.of("b"), Digest.of("c")),
                // one that is known, with a cutoff from before the token
                List.of(Digest.of("d"), Digest.of("2"), Digest.of("e")),
                NOW,
                false);
        VerifiedToken revoked = VerifiedToken.of(Digest.of("6"));
        check(replica, good, revoked, 50_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        int accepted = check(replica, good, revoked, 100_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(accepted).isEqualTo(100_000);
        // with what the measurement itself needs
        assertThat(allocated).isLessThan(10_000);
    }

    private static int check(Replica replica, VerifiedToken good, VerifiedToken revoked, int times) {
        int accepted = 0;
        for (int i = 0; i < times; i++) {
            if (replica.find(good) == Replica.Answer.ACCEPTED && replica.find(revoked) == Replica.Answer.REVOKED) {
                accepted++;
            }
        }
        return accepted;
    }
}
