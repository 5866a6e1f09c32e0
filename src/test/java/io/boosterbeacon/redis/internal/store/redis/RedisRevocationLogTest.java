package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.RevocationLog.Changes;
import io.boosterbeacon.redis.internal.store.RevocationLog.Cursor;
import io.boosterbeacon.redis.internal.store.RevocationLog.Logged;
import io.boosterbeacon.redis.internal.store.RevocationLog.Node;
import io.boosterbeacon.redis.internal.store.RevocationLog.Part;
import io.boosterbeacon.redis.internal.store.RevocationLog.Reader;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log of revocations, and the snapshot, say all that a replica needs. */
class RedisRevocationLogTest {
    private static final RevocationNote NOTE = RevocationNote.of("reason");
    private static final Duration HOUR = Duration.ofHours(1);

    private final RedisProcess server = RedisProcess.start();
    private final Store store = SharedStore.connect(server.url(), Telemetry.NONE);
    private final Operator operator = new Operator(server.url());
    private final RevocationStore revocations = store.revocations();
    private final RevocationLog log = store.revocationLog().orElseThrow();
    private Epoch begun = beat();

    @AfterEach
    void close() {
        operator.close();
        store.close();
        server.close();
    }

    private Epoch beat() {
        return done(revocations.beat(Known.nothing(Instant.now(), HOUR))).epoch();
    }

    private void revoke(Scope scope, Instant until, String... ids) {
        done(revocations.revokeToken(new TokenRevocation(
                scope, List.of(ids), until, Duration.ofDays(-1), OptionalLong.empty(), Optional.empty(), NOTE)));
    }

    private Cutoff cutOff(Scope scope, String group, Instant moment, String... except) {
        return done(revocations.revokeGroup(new GroupRevocation(
                        scope, group, Optional.of(moment), Instant.now(), Set.of(except), HOUR, NOTE)))
                .cutoff();
    }

    private void restore(Scope scope, String... ids) {
        done(revocations.restore(new RevocationReversal(scope, List.of(ids), HOUR, NOTE)));
    }

    private Changes read(long applied) {
        return done(log.read(Reader.of(begun.id(), applied)));
    }

    private List<Change> changes() {
        return read(0).logged().stream()
                .flatMap(each -> each.changes().stream())
                .toList();
    }

    private List<Change> snapshot() {
        return snapshot(1_000, () -> {});
    }

    /** @param between runs after each part */
    private List<Change> snapshot(int size, Runnable between) {
        List<Change> all = new ArrayList<>();
        Optional<Cursor> next = Optional.of(Cursor.first());
        while (next.isPresent()) {
            Part part = done(((RedisRevocationLog) log).snapshot(next.get(), size));
            all.addAll(part.revoked());
            next = part.next();
            between.run();
        }
        return all.stream().distinct().toList();
    }

    private static Change mark(Scope scope, String id, Instant until) {
        return new Change(scope, id, Optional.empty(), until.toEpochMilli());
    }

    private static Instant inAnHour() {
        return Instant.ofEpochMilli(Instant.now().plus(HOUR).toEpochMilli());
    }

    @Test
    void eachChange_isLoggedWithItsNumber() {
        Instant end = inAnHour();
        revoke(Scope.TOKEN, end, "token", "jti");
        revoke(Scope.SESSION, end, "session");
        Cutoff cutoff = cutOff(Scope.USER, "user", end);
        Cutoff exempting = cutOff(Scope.CLIENT, "client", end, "session", "other");
        restore(Scope.TOKEN, "token", "jti");
        restore(Scope.CLIENT, "client");

        Changes read = read(0);

        long expiry = end.plus(HOUR).toEpochMilli();
        assertThat(read.epoch()).contains(new Epoch(begun.id(), 6, 0));
        assertThat(read.logged()).extracting(Logged::number).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(read.logged()).extracting(Logged::tag).doesNotHaveDuplicates();
        assertThat(changes())
                .containsExactly(
                        mark(Scope.TOKEN, "token", end),
                        mark(Scope.TOKEN, "jti", end),
                        mark(Scope.SESSION, "session", end),
                        new Change(Scope.USER, "user", Optional.of(cutoff), expiry),
                        new Change(Scope.CLIENT, "client", Optional.of(exempting), expiry),
                        mark(Scope.TOKEN, "token", Instant.EPOCH),
                        mark(Scope.TOKEN, "jti", Instant.EPOCH),
                        mark(Scope.CLIENT, "client", Instant.EPOCH));
        assertThat(exempting.exempt()).containsExactlyInAnyOrder("session", "other");
    }

    @Test
    void read_afterAPosition_beginsWithTheLastAppliedChange() {
        IntStream.range(0, 5).forEach(i -> revoke(Scope.TOKEN, inAnHour(), "token" + i));

        assertThat(read(3).logged()).extracting(Logged::number).containsExactly(3L, 4L, 5L);
        assertThat(read(5).logged()).extracting(Logged::number).containsExactly(5L);
        assertThat(read(3).logged().get(0)).isEqualTo(read(0).logged().get(2));
    }

    @Test
    void read_ofAnotherEpoch_hasNoChanges() {
        revoke(Scope.TOKEN, inAnHour(), "token");

        assertThat(done(log.read(Reader.unknown())).logged()).isEmpty();
        assertThat(done(log.read(Reader.unknown())).epoch()).contains(new Epoch(begun.id(), 1, 0));
    }

    @Test
    void loss_andItsAcknowledgement_areLoggedAsChangesOfNothing() {
        revoke(Scope.TOKEN, inAnHour(), "token");
        Known knowsMore =
                new Known(Optional.of(new Epoch("another", 9, 0)), Instant.now().toEpochMilli(), Instant.now(), HOUR);
        long lostAt = done(revocations.beat(knowsMore)).epoch().lostAtMillis();
        done(revocations.acknowledgeLoss(Known.nothing(Instant.now(), HOUR)));

        assertThat(lostAt).isPositive();
        assertThat(read(0).epoch()).contains(new Epoch(begun.id(), 3, 0));
        assertThat(read(2).logged()).extracting(Logged::changes).containsExactly(List.of(), List.of());
    }

    @Test
    void newEpoch_beginsANewLog() {
        revoke(Scope.TOKEN, inAnHour(), "token");
        operator.redis().del("beacon:{rev}:epoch");

        begun = beat();

        assertThat(read(0).epoch()).contains(begun);
        assertThat(read(0).logged()).isEmpty();
    }

    /** A node of an older version, and a user who may not remove it, leave the log. */
    @Test
    void changesOfAnEarlierEpoch_areNotRead() {
        revoke(Scope.TOKEN, inAnHour(), "one");
        revoke(Scope.TOKEN, inAnHour(), "two");
        operator.redis().set("beacon:{rev}:epoch", "later 2 0");

        assertThat(done(log.read(Reader.of("later", 0))).logged()).isEmpty();
        assertThat(done(log.read(Reader.of("later", 2))).logged()).isEmpty();
    }

    @Test
    void numberThatWasUsedBefore_beginsANewLog_withAnotherTag() {
        revoke(Scope.TOKEN, inAnHour(), "one");
        String former = operator.redis().get("beacon:{rev}:epoch");
        revoke(Scope.TOKEN, inAnHour(), "lost");
        Logged lost = read(1).logged().get(1);
        operator.redis().set("beacon:{rev}:epoch", former);

        revoke(Scope.TOKEN, inAnHour(), "two");

        assertThat(read(1).logged()).extracting(Logged::number).containsExactly(2L);
        assertThat(read(1).logged().get(0).tag()).isNotEqualTo(lost.tag());
    }

    @Test
    void snapshot_hasAllThatIsRevoked_underAllIds() {
        Instant end = inAnHour();
        revoke(Scope.TOKEN, end, "token", "jti");
        revoke(Scope.SESSION, end, "session");
        revoke(Scope.TOKEN, end, "restored");
        restore(Scope.TOKEN, "restored");
        Cutoff exempting = cutOff(Scope.USER, "user", end, "session");

        assertThat(snapshot())
                .containsExactlyInAnyOrder(
                        mark(Scope.TOKEN, "token", end),
                        mark(Scope.TOKEN, "jti", end),
                        mark(Scope.SESSION, "session", end),
                        new Change(
                                Scope.USER,
                                "user",
                                Optional.of(exempting),
                                end.plus(HOUR).toEpochMilli()));
    }

    @Test
    void snapshot_inParts_hasAllThatExpireTogether() {
        Instant end = inAnHour();
        IntStream.range(0, 50).forEach(i -> revoke(Scope.TOKEN, i < 37 ? end : end.plusMillis(i), "token" + i));

        for (int size : new int[] {2, 3, 7, 36, 37, 38, 50, 51}) {
            assertThat(snapshot(size, () -> {}))
                    .as("parts of %d", size)
                    .extracting(Change::id)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> "token" + i).toList());
        }
        assertThat(done(log.snapshot(Cursor.first())).total()).isEqualTo(50);
    }

    /** Those that are in force all the time must be in it. */
    @Test
    void snapshot_whileOthersAreRevokedAndRestored_missesNothing() {
        Instant end = inAnHour();
        IntStream.range(0, 40).forEach(i -> revoke(Scope.TOKEN, end, "token" + i));
        AtomicInteger changes = new AtomicInteger();

        List<Change> all = snapshot(4, () -> {
            int change = changes.getAndIncrement();
            if (change < 30) {
                restore(Scope.TOKEN, "token" + (change / 2 * 2));
                revoke(Scope.TOKEN, end, "another" + change);
            }
        });

        assertThat(all)
                .extracting(Change::id)
                .contains(IntStream.range(0, 20)
                        .mapToObj(i -> "token" + (2 * i + 1))
                        .toArray(String[]::new));
    }

    /** Two tokens with the same jti: the second one is stored for longer. */
    @Test
    void snapshot_ofATokenThatWasRevokedUnderAnotherId_hasAllIdsOfTheLastRevocation() {
        Instant end = inAnHour();
        revoke(Scope.TOKEN, end.minusSeconds(60), "first", "jti");
        revoke(Scope.TOKEN, end, "second", "jti");
        operator.redis().del("beacon:{rev}:t:first");

        assertThat(snapshot()).contains(mark(Scope.TOKEN, "second", end), mark(Scope.TOKEN, "jti", end));
    }

    @Test
    void change_thatIsNotUnderstood_endsWhatIsRead() {
        revoke(Scope.TOKEN, inAnHour(), "one");
        operator.redis().xadd("beacon:{rev}:log", new XAddArgs().id("2-0"), "c", "1@" + begun.id() + "|x:other 12345");
        operator.redis().set("beacon:{rev}:epoch", begun.id() + " 2 0");
        revoke(Scope.TOKEN, inAnHour(), "two");

        assertThat(read(0).logged()).extracting(Logged::number).containsExactly(1L);
        assertThat(read(0).epoch()).map(Epoch::changes).contains(3L);
    }

    @Test
    void writeBack_afterAFlush_storesAllOfIt() {
        Instant end = inAnHour();
        revoke(Scope.TOKEN, end, "token");
        revoke(Scope.SESSION, end, "session");
        cutOff(Scope.USER, "user", end, "session");
        cutOff(Scope.ISSUER, "issuer", end);
        List<Change> before = snapshot();
        operator.redis().flushall();
        begun = beat();

        done(log.writeBack(before));

        assertThat(snapshot()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(changes()).containsExactlyElementsOf(before);
        assertThat(done(revocations.stats()).counts().values()).containsOnly(1L).hasSize(4);
        RevocationStore.State found =
                done(revocations.find(TokenQuery.of(List.of("token"), List.of("user", "issuer"))));
        assertThat(found.revoked()).containsKey("token");
        assertThat(found.cutoffs()).containsOnlyKeys("user", "issuer");
    }

    @Test
    void writeBack_ofWhatWasChangedSince_changesNothing() {
        Instant end = inAnHour();
        List<Change> lost = List.of(
                mark(Scope.TOKEN, "restored", end),
                mark(Scope.TOKEN, "token", end.plusSeconds(60)),
                mark(Scope.TOKEN, "expired", Instant.now().minusSeconds(1)),
                new Change(Scope.USER, "user", Optional.of(Cutoff.of(1_000)), end.toEpochMilli()),
                new Change(Scope.USER, "restored", Optional.of(Cutoff.of(1_000)), end.toEpochMilli()));
        restore(Scope.TOKEN, "restored");
        restore(Scope.USER, "restored");
        revoke(Scope.TOKEN, end, "token");
        cutOff(Scope.USER, "user", end);
        List<Change> before = snapshot();

        done(log.writeBack(lost));

        assertThat(snapshot()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(read(4).logged()).hasSize(1);
    }

    @Test
    void writeBack_ofACutoff_neverMakesATokenValid() {
        Instant end = inAnHour();
        cutOff(Scope.USER, "user", end, "session");

        done(log.writeBack(List.of(new Change(Scope.USER, "user", Optional.of(Cutoff.of(5_000)), end.toEpochMilli()))));

        Cutoff merged = new Cutoff(end.toEpochMilli(), Set.of("session"), 5_000);
        assertThat(done(revocations.find(TokenQuery.of(List.of(), List.of("user"))))
                        .cutoffs())
                .containsEntry("user", merged);
        assertThat(changes()).last().extracting(Change::cutoff).isEqualTo(Optional.of(merged));
    }

    private void register(String node, Duration answersFor, long applied, String tag) {
        done(log.read(new Reader(Optional.of(node), answersFor, begun.id(), applied, tag)));
    }

    @Test
    void nodes_thatRead_areRegistered_untilTheyStop() {
        revoke(Scope.TOKEN, inAnHour(), "token");
        revoke(Scope.TOKEN, inAnHour(), "another");
        List<Logged> logged = read(0).logged();
        register("node", Duration.ofSeconds(1), 1, logged.get(0).tag());
        List<Node> first = done(log.nodes()).nodes();
        register("node", Duration.ofSeconds(2), 2, logged.get(1).tag());
        register("other", Duration.ofSeconds(1), 0, "");
        List<Node> then = done(log.nodes()).nodes();
        done(log.remove("node"));

        assertThat(first).containsExactly(new Node("node", first.get(0).stamp(), Duration.ofSeconds(1), begun.id(), 1));
        Node again = then.stream()
                .filter(each -> each.name().equals("node"))
                .findFirst()
                .orElseThrow();
        assertThat(again).isEqualTo(new Node("node", again.stamp(), Duration.ofSeconds(2), begun.id(), 2));
        assertThat(again.stamp()).isGreaterThan(first.get(0).stamp());
        assertThat(done(log.nodes()).nodes()).extracting(Node::name).containsExactly("other");
    }

    @Test
    void registerOfNodes_thatWasLost_isAnother() {
        register("node", HOUR, 0, "");
        long since = done(log.nodes()).since();
        register("node", HOUR, 0, "");
        long sinceThen = done(log.nodes()).since();
        operator.redis().del("beacon:{rev}:nodes");
        long afterwards = done(log.nodes()).since();
        register("node", HOUR, 0, "");

        assertThat(sinceThen).isEqualTo(since).isPositive();
        assertThat(afterwards).isZero();
        assertThat(done(log.nodes()).since()).isGreaterThan(since);
        assertThat(read(0).nodesSince()).isEqualTo(done(log.nodes()).since());
    }

    /** Otherwise others would believe that it has the change that has replaced the lost one. */
    @Test
    void node_whoseChangeTheStoreHasLost_isRegisteredWithoutAny() {
        revoke(Scope.TOKEN, inAnHour(), "token");
        String tag = read(0).logged().get(0).tag();

        register("of another change", HOUR, 1, tag + "0");
        register("of a later change", HOUR, 2, tag);
        register("without a tag", HOUR, 1, "");

        assertThat(done(log.nodes()).nodes()).extracting(Node::applied).containsExactly(0L, 0L, 0L);
    }

    @Test
    void change_onAnyNode_isPublished() {
        AtomicInteger calls = new AtomicInteger();
        log.onChange(calls::incrementAndGet);
        Awaitility.await().until(() -> calls.get() > 0);
        int before = calls.get();

        try (Store other = SharedStore.connect(server.url(), Telemetry.NONE)) {
            done(other.revocations()
                    .revokeGroup(new GroupRevocation(
                            Scope.USER, "user", Optional.empty(), Instant.now(), Set.of(), HOUR, NOTE)));
        }

        Awaitility.await().until(() -> calls.get() > before);
    }
}
