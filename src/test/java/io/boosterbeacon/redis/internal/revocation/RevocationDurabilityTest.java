package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.internal.store.Store;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            Revocation client = node(store, "replicas:1").service.revokeClientTokens("app", "");
            assertThat(client.durability()).hasValue(new Durability(1, false, true));
            Instant later = client.revokedAt().plusMillis(1);

            for (Stored lost : List.of(
                    new Stored(Scope.TOKEN, "lost", later),
                    new Stored(Scope.CLIENT, "lost", later),
                    new Stored(Scope.CLIENT, client.id(), later))) {
                assertThat(Answers.await(revocations.copies(lost, 1, false)).replicas())
                        .isZero();
            }
            for (Stored kept : List.of(
                    new Stored(Scope.TOKEN, token.id(), later),
                    new Stored(Scope.CLIENT, client.id(), client.revokedAt()))) {
                assertThat(Answers.await(revocations.copies(kept, 1, false)).replicas())
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
            assertThat(took).isLessThan(Duration.ofSeconds(15));
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
    void replicas_withoutPermissionToWait_areNotReached() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            operator.acl("SETUSER", "app", "reset", "on", ">secret", "~*", "&*", "+@all", "-wait");
            try (Store store = connect(server.url().replace("//", "//app:secret@"), Shape.STANDALONE)) {
                RevocationNode node = node(store, "replicas:1");
                JsonWebToken token = token();

                assertThat(node.service.revokeToken(token, "").durability()).hasValue(new Durability(0, false, false));
                assertThat(node.saysOf(token)).isEqualTo("revoked");
            }
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
