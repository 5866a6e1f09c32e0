package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.event.RevocationsLost;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes on one real Redis, which loses what it knew. */
class LostRevocationsTest {
    private static final String EPOCH = "beacon:{rev}:epoch";

    private static RedisProcess server;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static Scheduler scheduler;
    private static Store store;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        client = RedisClient.create(server.url());
        connection = client.connect();
        scheduler = new Scheduler();
        store = TestStores.connect(server.url());
    }

    @AfterAll
    static void stop() {
        store.close();
        scheduler.close();
        connection.close();
        client.shutdown();
        server.close();
    }

    @BeforeEach
    void forgetEverything() {
        redis().flushall();
    }

    private static RedisCommands<String, String> redis() {
        return connection.sync();
    }

    private static RevocationNode node(String policy) {
        RevocationNode node = new RevocationNode(
                store.revocations(),
                scheduler,
                InstantSource.system(),
                Map.of("beacon.revocation.on-store-failure", policy));
        beat(node);
        return node;
    }

    /** The heartbeat, which runs every second in an application. */
    private static void beat(RevocationNode node) {
        node.watch.beat();
        Awaitility.await().until(() -> node.watch.isIdle());
    }

    private static JsonWebToken token(String user, long issued) {
        return Tokens.of("sub", user, issued, issued + 900);
    }

    private static JsonWebToken earlier(String user) {
        return token(user, Instant.now().getEpochSecond() - 10);
    }

    private static JsonWebToken later(String user) {
        return token(user, Instant.now().getEpochSecond() + 2);
    }

    @ParameterizedTest
    @CsvSource({"closed, unknown", "bounded, unknown", "open, unknown"})
    void flushall_tokenRevokedOnTheOtherNode_isNotCalledGood(String policy, String answer) {
        RevocationNode a = node(policy);
        RevocationNode b = node(policy);
        JsonWebToken revoked = earlier("ada");
        JsonWebToken cutOff = earlier("grace");
        a.service.revokeToken(revoked, "");
        a.service.revokeAllUserTokens(cutOff, "");

        redis().flushall();

        // what the filter makes of "unknown" is the policy: open lets it pass
        assertThat(b.saysOf(revoked)).isEqualTo(answer);
        assertThat(b.saysOf(cutOff)).isEqualTo(answer);
        assertThatThrownBy(() -> b.service.isTokenRevoked(revoked.getRawToken()))
                .isInstanceOf(StoreException.class);
        assertThat(a.saysOf(revoked)).as("a node that knows").isEqualTo("revoked");
        assertThat(a.saysOf(cutOff)).isEqualTo("revoked");
        assertThat(b.events).hasAtLeastOneElementOfType(RevocationsLost.class);
        assertThat(b.watched.lost()).isTrue();
    }

    @Test
    void flushall_tokenIssuedAfterwards_isAcceptedAndRevocable() {
        RevocationNode a = node("closed");
        RevocationNode b = node("closed");
        redis().flushall();
        assertThat(b.saysOf(earlier("ada"))).isEqualTo("unknown");

        JsonWebToken later = later("ada");
        assertThat(a.saysOf(later)).isEqualTo("accepted");
        assertThat(b.saysOf(later)).isEqualTo("accepted");
        assertThat(b.service.isTokenRevoked(later.getRawToken())).isFalse();
        a.service.revokeToken(later, "");
        assertThat(b.saysOf(later)).isEqualTo("revoked");
    }

    @Test
    void flushall_tokenWithMilliseconds_isAcceptedInTheSecondOfTheLoss() {
        RevocationNode b = node("closed");
        redis().flushall();
        beat(b);
        Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        Instant now = Instant.now();
        Map<String, Object> claims = new HashMap<>(Map.of(
                "iss",
                "https://issuer.test",
                "sub",
                "ada",
                "iat",
                now.getEpochSecond(),
                "exp",
                now.getEpochSecond() + 900));
        claims.put("iat_ms", now.toEpochMilli());

        assertThat(b.saysOf(Tokens.verified(Tokens.sign(claims)))).isEqualTo("accepted");
    }

    @Test
    void flushall_boundedTokenThatWasGoodOfLate_isAccepted() {
        RevocationNode b = node("bounded");
        JsonWebToken good = earlier("ada");
        assertThat(b.saysOf(good)).isEqualTo("accepted");

        redis().flushall();

        assertThat(b.saysOf(good)).isEqualTo("accepted");
        assertThat(b.saysOf(earlier("ada"))).isEqualTo("unknown");
    }

    @Test
    void flushall_nodeThatStartsAfterwards_isToldByThoseThatKnow() {
        RevocationNode a = node("closed");
        JsonWebToken revoked = earlier("ada");
        a.service.revokeToken(revoked, "");
        redis().flushall();
        RevocationNode early = node("closed");
        beat(a);
        RevocationNode late = node("closed");

        assertThat(early.saysOf(revoked)).isEqualTo("unknown");
        assertThat(late.saysOf(revoked)).isEqualTo("unknown");
        assertThat(late.events).hasAtLeastOneElementOfType(RevocationsLost.class);
    }

    @Test
    void restoredBackup_thatLacksTheLastRevocation_isRecognised() {
        RevocationNode a = node("closed");
        RevocationNode b = node("closed");
        String backup = redis().get(EPOCH);
        JsonWebToken revoked = earlier("ada");
        a.service.revokeToken(revoked, "");
        assertThat(b.saysOf(earlier("another"))).isEqualTo("accepted");

        // as a failover to a replica leaves it that has not seen the last write
        redis().flushall();
        redis().set(EPOCH, backup, SetArgs.Builder.ex(3_600));

        assertThat(b.saysOf(revoked)).isEqualTo("unknown");
        assertThat(node("closed").saysOf(revoked)).isEqualTo("unknown");
    }

    @Test
    void epoch_writtenBySomebodyElse_isALoss() {
        RevocationNode b = node("closed");
        redis().set(EPOCH, "foreign", SetArgs.Builder.ex(3_600));

        assertThat(b.saysOf(earlier("ada"))).isEqualTo("unknown");
    }

    @Test
    void loss_acknowledgedOnOneNode_isOverOnAll() {
        RevocationNode a = node("closed");
        RevocationNode b = node("closed");
        redis().flushall();
        JsonWebToken token = earlier("ada");
        assertThat(a.saysOf(token)).isEqualTo("unknown");
        assertThat(b.saysOf(token)).isEqualTo("unknown");

        a.service.acknowledgeLoss();

        assertThat(a.saysOf(token)).isEqualTo("accepted");
        assertThat(b.saysOf(token)).isEqualTo("accepted");
        beat(b);
        assertThat(b.watched.lost()).isFalse();
    }

    @Test
    void loss_isToldOncePerNode() {
        RevocationNode b = node("closed");
        redis().flushall();
        for (int i = 0; i < 5; i++) {
            assertThat(b.saysOf(earlier("ada"))).isEqualTo("unknown");
            beat(b);
        }

        assertThat(b.events).hasOnlyElementsOfType(RevocationsLost.class).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void noLoss_underManyChecksAndRevocations_isSeenByNobody(int threads) throws Exception {
        RevocationNode a = node("closed");
        RevocationNode b = node("closed");
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var tasks = new ArrayList<Callable<String>>();
            for (int i = 0; i < 2_000; i++) {
                RevocationNode node = i % 2 == 0 ? a : b;
                boolean revoke = i % 5 == 0;
                tasks.add(() -> {
                    JsonWebToken token = earlier("user");
                    if (revoke) {
                        node.service.revokeToken(token, "");
                        return node == a ? b.saysOf(token) : a.saysOf(token);
                    }
                    node.watch.beat();
                    return node.saysOf(token);
                });
            }
            int index = 0;
            for (var done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isEqualTo(index++ % 5 == 0 ? "revoked" : "accepted");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(a.events).noneMatch(RevocationsLost.class::isInstance);
        assertThat(b.events).noneMatch(RevocationsLost.class::isInstance);
    }
}
