package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.ReplicaNode.HOUR;
import static io.boosterbeacon.redis.internal.store.redis.ReplicaNode.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.local.replica.ReplicaSettings;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes with replicas, on a server that fails in all ways. */
class ReplicaTest {
    private final RedisProcess server = RedisProcess.start();
    private final Operator operator = new Operator(server.url());
    private ReplicaNode one;
    private ReplicaNode two;

    @BeforeEach
    void start() {
        one = ReplicaNode.on(server.url()).untilFresh();
        two = ReplicaNode.on(server.url()).untilFresh();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        operator.close();
        server.close();
    }

    private static Instant end() {
        return Instant.now().plus(HOUR);
    }

    private static void revoke(ReplicaNode node, String... ids) {
        done(node.revocations().revokeToken(Marks.token(List.of(ids), end())));
    }

    private void untilBothRefuse(TokenQuery token) {
        untilHere(one, token, true);
        untilHere(two, token, true);
    }

    private static void untilHere(ReplicaNode node, TokenQuery token, boolean refused) {
        // after a loss it takes a moment until a node has heard that it is acknowledged
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(node.refusesHere(token)).isEqualTo(refused));
    }

    @Test
    void unknownToken_isAcceptedWithoutTheStore() {
        assertThat(one.refusesHere(VerifiedToken.of(id(), id(), id()))).isFalse();
    }

    @Test
    void revocation_isInForceHereAtOnce_andSoonElsewhere() {
        VerifiedToken token = new VerifiedToken(List.of(id(), id()), List.of(), 1, false);

        revoke(one, token.marks().get(0), token.marks().get(1));

        assertThat(one.refuses(token)).isTrue();
        untilBothRefuse(token);
        untilBothRefuse(VerifiedToken.of(token.marks().get(1)));
    }

    @Test
    void eachScope_isInForceOnOtherNodes_andItsRestoration() {
        String session = id();
        done(one.revocations().revokeToken(Marks.session(session, end())));
        untilBothRefuse(VerifiedToken.of(session));
        done(two.revocations().restore(Marks.restored(Scope.SESSION, session)));
        untilHere(one, VerifiedToken.of(session), false);
        for (Scope scope : List.of(Scope.USER, Scope.CLIENT, Scope.ISSUER, Scope.CLAIM)) {
            String group = id();
            done(one.revocations().revokeGroup(Marks.group(scope, group, HOUR)));
            untilBothRefuse(VerifiedToken.of(id(), id(), group));
            assertThat(one.refusesHere(new VerifiedToken(List.of(id()), List.of(group), Long.MAX_VALUE, false)))
                    .isFalse();
            done(two.revocations().restore(Marks.restored(scope, group)));
            untilHere(one, VerifiedToken.of(id(), group), false);
        }
    }

    /** Printed, not asserted: the machine may be busy. */
    @Test
    void timeUntilOtherNodesRefuse_isPrinted() {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            VerifiedToken token = VerifiedToken.of(id());
            revoke(one, token.marks().get(0));
            long revoked = System.nanoTime();
            while (!two.refuses(token)) {
                Thread.onSpinWait();
            }
            micros.add((System.nanoTime() - revoked) / 1_000);
        }
        micros.sort(null);
        System.out.println("propagation: p50 " + micros.get(150) + " us, p99 " + micros.get(297) + " us");
        assertThat(micros.get(150)).isLessThan(Duration.ofSeconds(1).toNanos() / 1_000);
    }

    @Test
    void exemptSession_isAcceptedUntilAnEarlierCutoff() {
        String user = id();
        String kept = id();
        long cutoff = System.currentTimeMillis();
        done(one.revocations()
                .revokeGroup(new GroupRevocation(
                        Scope.USER,
                        user,
                        Optional.of(Instant.ofEpochMilli(cutoff - 1_000)),
                        Instant.EPOCH,
                        Set.of(),
                        HOUR,
                        RevocationNote.of(""))));
        done(one.revocations()
                .revokeGroup(new GroupRevocation(
                        Scope.USER,
                        user,
                        Optional.of(Instant.ofEpochMilli(cutoff)),
                        Instant.EPOCH,
                        Set.of(kept),
                        HOUR,
                        RevocationNote.of(""))));

        untilBothRefuse(new VerifiedToken(List.of(id()), List.of(user), cutoff - 500, false));
        assertThat(two.refusesHere(new VerifiedToken(List.of(id(), kept), List.of(user), cutoff - 500, false)))
                .isFalse();
        assertThat(two.refusesHere(new VerifiedToken(List.of(id(), kept), List.of(user), cutoff - 1_500, false)))
                .isTrue();
    }

    @Test
    void node_thatStarts_knowsWhatWasRevokedBefore() {
        List<VerifiedToken> tokens =
                IntStream.range(0, 2_500).mapToObj(i -> VerifiedToken.of(id())).toList();
        tokens.forEach(token -> revoke(one, token.marks().get(0)));
        String user = id();
        done(one.revocations().revokeGroup(Marks.user(user, HOUR)));

        try (ReplicaNode started = ReplicaNode.on(server.url()).untilFresh()) {
            assertThat(tokens).allMatch(started::refusesHere);
            assertThat(started.refusesHere(VerifiedToken.of(id(), user))).isTrue();
            assertThat(started.refusesHere(VerifiedToken.of(id()))).isFalse();
        }
    }

    @Test
    void strictCheck_asksTheStore() {
        int before = one.asked();
        done(one.revocations().find(TokenQuery.of(List.of(id()), List.of())));

        assertThat(one.asked()).isEqualTo(before + 1);
    }

    @Test
    void sessionOfAReusedRefreshToken_isRefusedElsewhere() {
        String session = id();
        String family = id();
        done(one.refreshes()
                .register(new NewFamily(family, id(), Optional.of(session), List.of(), HOUR, HOUR, Instant.now())));
        assertThat(two.refusesHere(VerifiedToken.of(session))).isFalse();

        done(one.refreshes().revoke(new Ending(family, true, HOUR, RevocationNote.of(""))));

        assertThat(one.refuses(VerifiedToken.of(session))).isTrue();
        untilBothRefuse(VerifiedToken.of(session));
    }

    @Test
    void frozenServer_isAskedOnceTheReplicaIsStale_thenThePolicyApplies() {
        VerifiedToken revoked = VerifiedToken.of(id());
        VerifiedToken other = VerifiedToken.of(id());
        revoke(one, revoked.marks().get(0));
        untilBothRefuse(revoked);

        server.freeze();
        try {
            await().until(() -> !two.replica().isFresh());

            assertThat(two.refuses(revoked)).isTrue();
            assertThat(two.refuses(other.acceptingStale())).isFalse();
            assertThatThrownBy(() -> two.refuses(other)).hasCauseInstanceOf(StoreException.class);
        } finally {
            server.thaw();
        }
        two.untilFresh();
        assertThat(two.refusesHere(other)).isFalse();
    }

    @Test
    void killedServer_thatComesBackEmpty_getsBackWhatNodesKnow() {
        VerifiedToken token = VerifiedToken.of(id());
        String user = id();
        revoke(one, token.marks().get(0));
        done(one.revocations().revokeGroup(Marks.user(user, HOUR)));
        untilBothRefuse(token);
        untilBothRefuse(VerifiedToken.of(id(), user));

        server.kill();
        server.restart();

        await().until(() ->
                operator.redis().exists("beacon:{rev}:t:" + token.marks().get(0)) == 1
                        && operator.redis().exists("beacon:{rev}:u:" + user) == 1);
        one.untilFresh();
        two.untilFresh();
        assertThat(one.refusesHere(token)).isTrue();
        assertThat(two.refusesHere(VerifiedToken.of(id(), user))).isTrue();
    }

    @Test
    void flushedServer_isNeverTakenForOneWithoutRevocations() {
        VerifiedToken token = VerifiedToken.of(id());
        revoke(one, token.marks().get(0));
        untilBothRefuse(token);
        for (int i = 0; i < 5; i++) {
            operator.redis().flushall();
            for (int check = 0; check < 200; check++) {
                assertThat(two.refuses(token)).isTrue();
            }
            await().until(() ->
                    operator.redis().exists("beacon:{rev}:t:" + token.marks().get(0)) == 1);
            two.untilFresh();
        }
    }

    @Test
    void lossOfRevocations_makesOlderTokensUncheckable_andLaterOnesNot() {
        operator.redis().flushall();
        await().until(() -> operator.redis().exists("beacon:{rev}:epoch") == 1);
        one.untilFresh();
        // a node that has not heard of the loss would record it again
        two.untilFresh();

        assertThatThrownBy(() -> one.refuses(VerifiedToken.of(id()))).hasCauseInstanceOf(StoreException.class);
        assertThatThrownBy(() -> one.refuses(VerifiedToken.of(id()).acceptingStale()))
                .hasCauseInstanceOf(StoreException.class);
        assertThat(one.refusesHere(new VerifiedToken(List.of(id()), List.of(), Long.MAX_VALUE, false)))
                .isFalse();

        done(two.revocations().acknowledgeLoss(Known.nothing(Instant.now(), HOUR)));
        untilHere(one, VerifiedToken.of(id()), false);
    }

    /** An older version counts its revocations, and logs none. */
    @Test
    void changeThatIsNotLogged_isFoundBySnapshot() {
        VerifiedToken token = VerifiedToken.of(id());
        VerifiedToken later = VerifiedToken.of(id());
        revoke(one, token.marks().get(0));
        operator.redis().del("beacon:{rev}:log");
        operator.redis().set("beacon:{rev}:epoch", changes(1));

        one.untilFresh();
        two.untilFresh();
        revoke(two, later.marks().get(0));

        untilBothRefuse(token);
        untilBothRefuse(later);
    }

    /** A failover to a replica that lacks some revocations, and has others with the same numbers before anybody notices. */
    @Test
    void changeThatWasReplaced_isNoticed() {
        revoke(one, id());
        String before = operator.redis().get("beacon:{rev}:epoch");
        VerifiedToken lost = VerifiedToken.of(id());
        revoke(one, lost.marks().get(0));
        untilBothRefuse(lost);
        VerifiedToken replacing = VerifiedToken.of(id());

        operator.redis().multi();
        operator.redis().set("beacon:{rev}:epoch", before);
        operator.redis().del("beacon:{rev}:log");
        operator.redis().del("beacon:{rev}:t:" + lost.marks().get(0));
        operator.redis().exec();
        try (RedisStore other = SharedStore.connect(server.url(), Telemetry.NONE)) {
            done(other.revocations().revokeToken(Marks.token(replacing.marks(), end())));
        }

        untilBothRefuse(replacing);
        untilBothRefuse(lost);
        // only the feed can know of it: the number of the changes is the same
        assertThat(operator.redis().get("beacon:{rev}:epoch")).doesNotEndWith(" 0");
    }

    /** What is in no replica and was lost; and somebody has acknowledged the loss. */
    @Test
    void nodeThatHasRevokedATokenItself_refusesItAfterALoss() {
        VerifiedToken token = VerifiedToken.of(id());
        revoke(one, token.marks().get(0));
        untilBothRefuse(token);
        String id = token.marks().get(0);
        operator.redis().flushall();
        await().until(() -> operator.redis().exists("beacon:{rev}:t:" + id) == 1);
        one.untilFresh();
        two.untilFresh();
        done(two.revocations().acknowledgeLoss(Known.nothing(Instant.now(), HOUR)));
        untilHere(one, VerifiedToken.of(id()), false);

        // as if it had not been written back
        String[] epoch = operator.redis().get("beacon:{rev}:epoch").split(" ", -1);
        long number = Long.parseLong(epoch[1]) + 1;
        operator.redis().multi();
        operator.redis().del("beacon:{rev}:t:" + id);
        operator.redis()
                .xadd("beacon:{rev}:log", new XAddArgs().id(number + "-0"), "c", "1@" + epoch[0] + "|t:" + id + " 0");
        operator.redis().set("beacon:{rev}:epoch", epoch[0] + " " + number + " 0");
        operator.redis().exec();

        untilHere(two, VerifiedToken.of(id()), false);
        await().until(() -> !two.replica().isFresh() || one.refuses(token));
        assertThat(one.refuses(token)).isTrue();
    }

    private String changes(int more) {
        String[] epoch = operator.redis().get("beacon:{rev}:epoch").split(" ", -1);
        return epoch[0] + " " + (Long.parseLong(epoch[1]) + more) + " " + epoch[2];
    }

    @Test
    void moreRevocationsThanAllowed_areCheckedInTheStore() {
        try (ReplicaNode small = ReplicaNode.on(
                SharedStore.connect(server.url(), Telemetry.NONE),
                new ReplicaSettings(Duration.ofSeconds(1), Duration.ofMinutes(1), HOUR, 10, false))) {
            small.untilFresh();
            VerifiedToken first = VerifiedToken.of(id());
            revoke(one, first.marks().get(0));
            IntStream.range(0, 20).forEach(i -> revoke(one, id()));

            await().until(() -> !small.replica().isFresh());
            int before = small.asked();
            assertThat(small.refuses(first)).isTrue();
            assertThat(small.asked()).isEqualTo(before + 1);
            assertThat(one.refusesHere(first)).isTrue();
        }
    }
}
