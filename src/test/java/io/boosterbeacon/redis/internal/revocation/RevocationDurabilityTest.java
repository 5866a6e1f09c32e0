package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Copies;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Durability;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevocationAttempt;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.OtherRedis;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.RedisSentinels;
import io.lettuce.core.KillArgs;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code beacon.revocation.durability}: who has a revocation when the call returns, and what that is worth. The profile
 * {@code full-size} lets masters die, too.
 */
@Alone
class RevocationDurabilityTest {
    private static final boolean FULL_SIZE = Boolean.getBoolean("test.cluster");
    private static final RevokeOptions ALL = RevokeOptions.all();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Scheduler scheduler = new Scheduler();

    @AfterEach
    void close() {
        scheduler.close();
    }

    private RevocationNode node(Store store, String durability) {
        return new RevocationNode(
                store.revocations(),
                scheduler,
                InstantSource.system(),
                Map.of("beacon.revocation.durability", durability));
    }

    private static Store connect(String url, Shape shape) {
        return RedisStore.connect(Faults.options(url, shape, Duration.ofSeconds(2)), Telemetry.NONE);
    }

    private static JsonWebToken token() {
        long now = System.currentTimeMillis() / 1_000;
        return Tokens.of("sub", "ada", now, now + 900);
    }

    private static RedisProcess replicaOf(RedisProcess master) {
        RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + master.port());
        try (Operator operator = new Operator(master.url())) {
            // a replica is online some time before it acknowledges anything
            await().atMost(PATIENCE).until(() -> {
                operator.redis().set("written", "before this is asked");
                return operator.redis().waitForReplication(1, 1_000) == 1;
            });
        }
        return replica;
    }

    @Test
    void replicas_thatAnswer_areInTheReceiptAndTheEvent() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = replicaOf(master);
                Store store = connect(master.url(), Shape.STANDALONE)) {
            RevocationNode node = node(store, "replicas:1");

            Revocation done = node.service.revokeToken(token(), "logout");

            assertThat(done.durability()).hasValue(new Durability(1, false, true));
            assertThat(node.events).containsExactly(new TokenRevoked(done));
            try (Operator operator = new Operator(replica.url())) {
                assertThat(operator.redis().exists("beacon:{rev}:t:" + done.id()))
                        .isEqualTo(1);
            }
            assertThat(node.service.revokeClientTokens("app", "").durability())
                    .hasValue(new Durability(1, false, true));
            assertThat(node.service
                            .revoke(RevocationTarget.client("app"), "", ALL.dryRun())
                            .durability())
                    .isEmpty();
            assertThat(node(store, "none").service.revokeToken(token(), "").durability())
                    .isEmpty();
            assertThat(node(store, "replicas:2")
                            .service
                            .revokeToken(token(), "")
                            .durability())
                    .hasValue(new Durability(1, false, false));
        }
    }

    /** Another server may take over between the revocation and the question, and have replicas of its own. */
    @Test
    void replicas_ofAServerThatDoesNotHaveTheRevocation_doNotCount() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = replicaOf(master);
                Store store = connect(master.url(), Shape.STANDALONE)) {
            RevocationStore revocations = store.revocations();
            Revocation token = node(store, "replicas:1").service.revokeToken(token(), "");
            Revocation client = node(store, "replicas:1")
                    .service
                    .revoke(RevocationTarget.client("app"), "", ALL.except(Tokens.of("sub", "kept", 1, 2)));
            assertThat(client.durability()).hasValue(new Durability(1, false, true));
            Cutoff cutoff = Objects.requireNonNull(
                    Answers.await(revocations.find(TokenQuery.of(List.of(), List.of(client.id()))))
                            .cutoffs()
                            .get(client.id()));
            assertThat(cutoff.exempt()).isNotEmpty();
            Cutoff later = new Cutoff(cutoff.millis() + 1, cutoff.exempt(), 0);
            Cutoff ofAll = Cutoff.of(cutoff.millis());
            Cutoff ofAnotherSession = new Cutoff(cutoff.millis(), Set.of("another"), 0);
            Instant end = client.expiresAt();

            for (Stored lost : List.of(
                    Stored.mark("lost", token.expiresAt()),
                    Stored.mark(token.id(), token.expiresAt().plusSeconds(5)),
                    Stored.group("lost", cutoff, end),
                    Stored.group(client.id(), cutoff, end.plusSeconds(5)),
                    Stored.group(client.id(), later, end),
                    Stored.group(client.id(), ofAll, end),
                    Stored.group(client.id(), ofAnotherSession, end))) {
                assertThat(Answers.await(revocations.copies(lost, 1, false)).replicas())
                        .as(lost.toString())
                        .isZero();
            }
            Cutoff earlier = new Cutoff(cutoff.millis() - 1, cutoff.exempt(), 0);
            for (Stored kept : List.of(
                    Stored.mark(token.id(), token.expiresAt()),
                    Stored.mark(token.id(), token.expiresAt().minusSeconds(60)),
                    Stored.group(client.id(), earlier, end),
                    Stored.group(client.id(), cutoff, end))) {
                assertThat(Answers.await(revocations.copies(kept, 1, false)).replicas())
                        .as(kept.toString())
                        .isEqualTo(1);
            }
            assertThat(replica.port()).isNotEqualTo(master.port());
        }
    }

    @Test
    void connection_thatWasCut_isOpenedAgain() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = replicaOf(master);
                Operator operator = new Operator(master.url());
                Store store = connect(master.url(), Shape.STANDALONE)) {
            RevocationNode node = node(store, "replicas:1");
            for (int i = 0; i < 3; i++) {
                JsonWebToken token = token();
                await().atMost(PATIENCE).ignoreExceptions().until(() -> node.service
                        .revokeToken(token, "")
                        .durability()
                        .orElseThrow()
                        .isReached());
                operator.redis().clientKill(KillArgs.Builder.typeNormal().skipme(true));
            }
            assertThat(replica.port()).isNotEqualTo(master.port());
        }
    }

    /** A replica that hangs must not hold up log-outs one after the other. */
    @Test
    void replicas_thatAreSilent_areWaitedForTogetherAndNotForLong() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = replicaOf(master);
                Store store = connect(master.url(), Shape.STANDALONE)) {
            RevocationNode node = node(store, "replicas:1");
            JsonWebToken token = token();
            replica.freeze();
            List<RevocationTarget> targets = IntStream.range(0, 200)
                    .<RevocationTarget>mapToObj(i -> RevocationTarget.client("client" + i))
                    .toList();

            long start = System.nanoTime();
            List<RevocationAttempt> attempts = node.service.revokeAll(targets, "incident", ALL);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(attempts)
                    .allMatch(each -> each.orThrow().durability().equals(Optional.of(new Durability(0, false, false))));
            // one after the other would take 100 seconds; together, a second, and here what a busy machine adds
            assertThat(took).isLessThan(Duration.ofSeconds(4));
            assertThat(node.service.revokeToken(token, "").durability()).hasValue(new Durability(0, false, false));
            assertThat(node.saysOf(token)).as("in force all the same").isEqualTo("revoked");

            replica.thaw();
            await().atMost(PATIENCE).until(() -> node.service
                    .revokeToken(token, "")
                    .durability()
                    .orElseThrow()
                    .isReached());
        }
    }

    /** What it is for. Two replicas, so that whichever one takes over has what was revoked. */
    @Test
    void revocations_onAllReplicas_surviveTheMaster() {
        assumeTrue(FULL_SIZE, "only in full size");
        try (RedisSentinels servers = RedisSentinels.start();
                Store store = connect(servers.url(), Shape.SENTINEL)) {
            RevocationNode node = node(store, "replicas:2");
            RevocationNode fresh = node(store, "none");
            RedisProcess master = servers.master();
            List<JsonWebToken> tokens =
                    IntStream.range(0, 20).mapToObj(i -> token()).toList();

            assertThat(tokens).allMatch(token -> node.service
                    .revokeToken(token, "")
                    .durability()
                    .orElseThrow()
                    .isReached());
            master.kill();

            await().atMost(PATIENCE).until(() -> fresh.saysOf(token()), says -> !says.equals("unknown"));
            assertThat(tokens).allMatch(token -> fresh.saysOf(token).equals("revoked"));
            // the connection that asks follows to the new master
            await().atMost(PATIENCE).until(() -> node(store, "replicas:1")
                    .service
                    .revokeToken(token(), "")
                    .durability()
                    .orElseThrow()
                    .isReached());
        }
    }

    @Test
    void replicas_ofACluster_areThoseOfTheServerOfTheRevocations() {
        assumeTrue(FULL_SIZE, "only in full size");
        try (RedisCluster servers = RedisCluster.start();
                Store store = connect(servers.url(), Shape.CLUSTER)) {
            RevocationNode node = node(store, "replicas:1");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            node.service.revokeToken(token(), "").durability())
                    .hasValue(new Durability(1, false, true)));
        }
    }

    @Test
    void disk_ofAServerThatCanTell_isInTheReceipt() {
        try (RedisProcess server = OtherRedis.VALKEY_8.start("--appendonly", "yes");
                Store store = connect(server.url(), Shape.STANDALONE)) {
            RevocationNode node = node(store, "fsync");
            assertThat(node.service.revokeToken(token(), "").durability()).hasValue(new Durability(0, true, true));
        }
    }

    @Test
    void disk_ofAServerThatCannotTell_isNotReachedAndTheLogSaysWhy() {
        try (RedisProcess server = RedisProcess.start();
                Store store = connect(server.url(), Shape.STANDALONE);
                LogLines log = new LogLines("io.boosterbeacon.redis")) {
            RevocationNode node = node(store, "fsync");
            JsonWebToken token = token();

            assertThat(node.service.revokeToken(token, "").durability()).hasValue(new Durability(0, false, false));

            assertThat(node.saysOf(token)).isEqualTo("revoked");
            assertThat(log.all())
                    .anyMatch(line -> line.contains("beacon.revocation.durability=fsync") && line.contains("WAITAOF"));
        }
    }

    @Test
    void replicas_withoutPermissionToWait_areNotReachedAndTheLogSaysWhy() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = replicaOf(master);
                Operator operator = new Operator(master.url());
                LogLines log = new LogLines("io.boosterbeacon.redis")) {
            operator.acl("SETUSER", "app", "reset", "on", ">secret", "~*", "&*", "+@all", "-wait");
            try (Store store = connect(master.url().replace("//", "//app:secret@"), Shape.STANDALONE)) {
                RevocationNode node = node(store, "replicas:1");
                JsonWebToken token = token();

                assertThat(node.service.revokeToken(token, "").durability()).hasValue(new Durability(0, false, false));

                assertThat(node.saysOf(token)).isEqualTo("revoked");
                assertThat(log.all())
                        .anyMatch(line -> line.contains("beacon.revocation.durability=replicas:1")
                                && line.contains("refused WAIT"));
            }
            operator.acl("SETUSER", "app", "+wait");
            try (Store store = connect(master.url().replace("//", "//app:secret@"), Shape.STANDALONE)) {
                assertThat(node(store, "replicas:1")
                                .service
                                .revokeToken(token(), "")
                                .durability())
                        .as("only the permission was missing")
                        .hasValue(new Durability(1, false, true));
            }
            assertThat(replica.port()).isNotEqualTo(master.port());
        }
    }

    /** A revocation that holds must not fail because its caller no longer waits for replicas. */
    @Test
    void interrupt_whileReplicasAreWaitedFor_leavesTheReceiptAndTheEvent() throws InterruptedException {
        HeldCopies copies = new HeldCopies();
        RevocationNode node = copies.node();
        // so far ahead that no cutoff refuses it: it is revoked by itself
        long ahead = System.currentTimeMillis() / 1_000 + 7_200;
        JsonWebToken ofAda = Tokens.of("sub", "ada", ahead, ahead + 900);
        AtomicReference<List<RevocationAttempt>> attempts = new AtomicReference<>(List.of());
        AtomicBoolean isInterrupted = new AtomicBoolean();
        List<RevocationTarget> targets = List.of(
                RevocationTarget.token(token()),
                RevocationTarget.userOf(ofAda),
                RevocationTarget.client("app"),
                RevocationTarget.session("https://issuer.test", "s1"));
        Thread caller = new Thread(() -> {
            attempts.set(node.service.revokeAll(targets, "incident", ALL));
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await().atMost(PATIENCE).until(() -> copies.asked.size() == 4);

        caller.interrupt();
        caller.join(PATIENCE.toMillis());

        assertThat(attempts.get())
                .hasSize(4)
                .allMatch(each -> each.orThrow().durability().equals(Optional.of(new Durability(0, false, false))));
        assertThat(isInterrupted).isTrue();
        assertThat(node.events)
                .filteredOn(TokenRevoked.class::isInstance)
                .extracting(event -> ((TokenRevoked) event).revocation().scope())
                .containsExactly(Scope.TOKEN, Scope.TOKEN, Scope.USER, Scope.CLIENT, Scope.SESSION);
        assertThat(copies.asked).hasSize(5);
        assertThat(node.saysOf(ofAda)).isEqualTo("revoked");
    }

    /** The receipt of a user's revocation stands for the token's own one, too. */
    @Test
    void durability_ofAUserAndAToken_isThatOfTheLessDurableOne() {
        HeldCopies copies = new HeldCopies();
        long ahead = System.currentTimeMillis() / 1_000 + 7_200;
        for (int lost = 0; lost < 2; lost++) {
            RevocationNode node = copies.node();
            JsonWebToken token = Tokens.of("sub", "ada" + lost, ahead, ahead + 900);
            copies.answer(new Copies(lost == 0 ? 0 : 2, false, ""), new Copies(lost == 1 ? 0 : 2, false, ""));

            assertThat(node.service.revokeAllUserTokens(token, "").durability())
                    .hasValue(new Durability(0, false, false));
        }
        copies.answer(new Copies(3, false, ""), new Copies(2, false, ""));
        assertThat(copies.node()
                        .service
                        .revokeAllUserTokens(Tokens.of("sub", "eve", ahead, ahead + 900), "")
                        .durability())
                .hasValue(new Durability(2, false, true));
    }

    /** A store that says only when the test wants it where its revocations are. */
    private final class HeldCopies {
        private final Store store = new EmbeddedStore(InstantSource.system());
        private final List<Stored> asked = new CopyOnWriteArrayList<>();
        private final Queue<Copies> answers = new ConcurrentLinkedQueue<>();

        void answer(Copies... next) {
            answers.addAll(List.of(next));
        }

        RevocationNode node() {
            RevocationStore held = (RevocationStore) Proxy.newProxyInstance(
                    RevocationStore.class.getClassLoader(),
                    new Class<?>[] {RevocationStore.class},
                    (proxy, method, args) -> {
                        if (!method.getName().equals("copies")) {
                            return method.invoke(store.revocations(), args);
                        }
                        asked.add((Stored) args[0]);
                        Copies answer = answers.poll();
                        return answer == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
                    });
            return new RevocationNode(
                    held, scheduler, InstantSource.system(), Map.of("beacon.revocation.durability", "replicas:2"));
        }
    }

    @Test
    void embeddedStore_hasNeitherReplicasNorADisk() {
        try (Store store = new EmbeddedStore(InstantSource.system())) {
            assertThat(node(store, "replicas:1")
                            .service
                            .revokeToken(token(), "")
                            .durability())
                    .hasValue(new Durability(0, false, false));
        }
    }
}
