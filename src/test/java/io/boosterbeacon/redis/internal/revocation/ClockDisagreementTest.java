package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Three clocks, none of which is known to be right: the node's, the store's and the issuer's. */
class ClockDisagreementTest {
    private static final Scheduler DEADLINES = new Scheduler();
    private static final Duration LIFE = Duration.ofMinutes(15);

    private static RedisProcess server;
    private static Store redis;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        redis = TestStores.connect(server.url());
    }

    @AfterAll
    static void close() {
        redis.close();
        server.close();
        DEADLINES.close();
    }

    static Stream<Arguments> skews() {
        return Stream.of("embedded", "redis").flatMap(kind -> Stream.of(-60, -10, 0, 10, 60)
                .flatMap(node -> Stream.of(-60, -10, 0, 10, 60).map(issuer -> Arguments.of(kind, node, issuer))));
    }

    /** @param nodeMinutes how far the node is ahead of the store; {@code issuerMinutes} the same of the issuer */
    @ParameterizedTest
    @MethodSource("skews")
    void token_aliveByAnyClock_isRevokedHoweverItIsNamed(String kind, int nodeMinutes, int issuerMinutes) {
        withStore(kind, store -> {
            Instant now = Instant.now();
            RevocationNode node = node(store, nodeMinutes);
            Instant expires = now.plus(Duration.ofMinutes(issuerMinutes)).plus(LIFE);
            boolean aliveByNode = expires.isAfter(now.plus(Duration.ofMinutes(nodeMinutes)));
            boolean aliveByStore = expires.isAfter(now);

            JsonWebToken verified = token(expires.minus(LIFE), expires);
            assertThat(node.service.revokeToken(verified, null).outcome())
                    .as("in use, whatever the clocks say")
                    .isEqualTo(Outcome.REVOKED);
            assertThat(node.saysOf(verified)).isEqualTo("revoked");
            assertThat(node(store, nodeMinutes).saysOf(verified)).isEqualTo("revoked");

            JsonWebToken text = token(expires.minus(LIFE), expires);
            Revocation done = node.service.revokeToken(text.getRawToken(), null);
            assertThat(done.outcome() == Outcome.REVOKED).isEqualTo(aliveByNode || aliveByStore);
            if (aliveByNode || aliveByStore) {
                assertThat(node(store, nodeMinutes).saysOf(text)).isEqualTo("revoked");
                Duration byNode = Duration.between(now.plus(Duration.ofMinutes(nodeMinutes)), expires);
                assertThat(done.expiresAt()).isAfterOrEqualTo(now.plus(byNode)).isAfterOrEqualTo(expires);
            }
        });
    }

    /** The token was issued before the call, so its {@code iat} is no later than what the issuer calls now. */
    @ParameterizedTest
    @MethodSource("skews")
    void cutoff_ofATokensUser_refusesThatTokenByAnyClock(String kind, int nodeMinutes, int issuerMinutes) {
        withStore(kind, store -> {
            Instant issued = Instant.now().plus(Duration.ofMinutes(issuerMinutes));
            JsonWebToken token = token(issued, issued.plus(LIFE));

            node(store, nodeMinutes).service.revokeAllUserTokens(token, null);

            assertThat(node(store, nodeMinutes).saysOf(token)).isEqualTo("revoked");
        });
    }

    /** An issuer whose clock agrees with the node's or with the store's, whichever is ahead. */
    @ParameterizedTest
    @MethodSource("skews")
    void cutoff_byName_refusesWhatWasIssuedBeforeTheLaterClock(String kind, int nodeMinutes, int issuerMinutes) {
        withStore(kind, store -> {
            Instant issued = Instant.now().plus(Duration.ofMinutes(issuerMinutes));
            JsonWebToken token = token(issued, issued.plus(LIFE));

            node(store, nodeMinutes).service.revokeAllUserTokens("sub", token.getSubject(), "");

            assertThat(node(store, nodeMinutes).saysOf(token))
                    .isEqualTo(issuerMinutes <= Math.max(nodeMinutes, 0) ? "revoked" : "accepted");
        });
    }

    @Test
    void skew_afterABeat_isToldByHealth() {
        withStore("redis", store -> {
            RevocationNode node = node(store, -10);

            node.watch.beat();

            Awaitility.await().untilAsserted(() -> assertThat(node.watched.skewMillis())
                    .hasValueSatisfying(skew -> assertThat(skew).isBetween(590_000L, 610_000L)));
        });
    }

    private static void withStore(String kind, Consumer<RevocationStore> test) {
        if (kind.equals("redis")) {
            test.accept(redis.revocations());
            return;
        }
        try (Store embedded = new EmbeddedStore(InstantSource.system())) {
            test.accept(embedded.revocations());
        }
    }

    private static RevocationNode node(RevocationStore store, int minutesAhead) {
        return new RevocationNode(
                store, DEADLINES, () -> Instant.now().plus(Duration.ofMinutes(minutesAhead)), Map.of());
    }

    private static JsonWebToken token(Instant issued, Instant expires) {
        return Tokens.of("sub", UUID.randomUUID().toString(), issued.getEpochSecond(), expires.getEpochSecond());
    }
}
