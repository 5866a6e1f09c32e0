package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What libraries and issuers make of numbers: whatever a claim says, what was revoked is revoked. */
class OddClaimsTest {
    private static final String ISSUER = "https://issuer.test";
    private static final Duration LONGEST = Duration.ofHours(24).plusSeconds(61);

    private static RedisProcess server;
    private static Store redis;
    private static Store embedded;
    private static Scheduler scheduler;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        redis = TestStores.connect(server.url());
        embedded = new EmbeddedStore(InstantSource.system());
        scheduler = new Scheduler();
    }

    @AfterAll
    static void stop() {
        scheduler.close();
        embedded.close();
        redis.close();
        server.close();
    }

    private static RevocationNode node(String kind) {
        Store store = kind.equals("redis") ? redis : embedded;
        return new RevocationNode(store.revocations(), scheduler, InstantSource.system(), Map.of());
    }

    private static String text(String payload) {
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    /** As a server's principal that takes the numbers from its own JSON library. */
    private static JsonWebToken token(String user, Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(Map.of("iss", ISSUER, "sub", user));
        all.putAll(claims);
        return new Tokens.Verified(text("{\"jti\":\"" + UUID.randomUUID() + "\"}"), all);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    static Stream<Arguments> payloads() {
        long later = now() + 900;
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        return Stream.of(
                        "{\"exp\":" + later + ".5}",
                        "{\"exp\":" + later + "e0}",
                        "{\"exp\":\"" + later + "\"}",
                        "{\"exp\":5,\"exp\":" + later + "}",
                        "{\"exp\":1e100}",
                        "{\"exp\":1e999999999}",
                        "{\"exp\":9007199254740993}",
                        "{\"exp\":9223372036854775807}",
                        "{\"exp\":18446744073709551621}",
                        "{\"exp\":" + "9".repeat(900) + "}",
                        "{\"exp\":" + "9".repeat(5_000) + "}",
                        "{\"exp\":null}",
                        "{\"exp\":[" + later + "]}",
                        "{\"exp\":" + deep + "}",
                        deep,
                        "[]",
                        "7",
                        "null",
                        " ",
                        "\ud83d\ude00")
                .flatMap(payload -> Stream.of("redis", "embedded").map(kind -> Arguments.of(kind, payload)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void text_withAnyExpiryButAPastOne_isRevokedForABoundedTime(String kind, String payload) {
        String jwt = text(payload);

        Revocation revocation = node(kind).service.revokeToken(jwt);

        assertThat(revocation.outcome()).isNotEqualTo(Outcome.ALREADY_EXPIRED);
        assertThat(revocation.expiresAt())
                .isBetween(Instant.now(), Instant.now().plus(LONGEST));
        assertThat(node(kind).service.isTokenRevoked(jwt)).isTrue();
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                        now(),
                        (double) now() + 0.5,
                        now() + 7_200,
                        now() * 1_000,
                        0L,
                        -5L,
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        1e100,
                        Double.NaN,
                        BigInteger.ONE.shiftLeft(64).add(BigInteger.TEN),
                        new BigDecimal("1e100"),
                        new BigDecimal("-1e999999999"),
                        new BigDecimal("1e999999999"),
                        new BigDecimal("1e-999999999"),
                        "x",
                        true)
                .flatMap(number -> Stream.of("redis", "embedded").map(kind -> Arguments.of(kind, number)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void verifiedToken_withAnyExpiry_isRevoked(String kind, Object expiry) {
        JsonWebToken token = token("ada", Map.of("exp", expiry, "iat", now() - 5));

        node(kind).service.revokeToken(token, null);

        assertThat(node(kind).saysOf(token)).isEqualTo("revoked");
    }

    /** Whoever logs out everywhere is out, whatever his issuer's clock says. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void ownToken_withAnyTimeOfIssue_isRefusedAfterALogoutEverywhere(String kind, Object issued) {
        String user = "user-" + issued;
        JsonWebToken token = token(user, Map.of("iat", issued, "exp", now() + 900));
        assertThat(node(kind).saysOf(token)).isEqualTo("accepted");

        RevocationNode node = node(kind);
        node.service.revokeAllUserTokens(token, null);

        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(node(kind).saysOf(token)).as("on another node").isEqualTo("revoked");
        JsonWebToken ofAnother = token("not-" + user, Map.of("iat", issued, "exp", now() + 900));
        assertThat(node(kind).saysOf(ofAnother)).isEqualTo("accepted");
    }

    /** An issuer that writes milliseconds where seconds belong: none of the user's tokens is later than the logout. */
    @ParameterizedTest
    @ValueSource(longs = {0, -3_600, 3_600})
    void tokens_issuedInMilliseconds_areRefusedByACutoff(long seconds) {
        String user = "millis-" + seconds;
        JsonWebToken token = token(user, Map.of("iat", (now() + seconds) * 1_000, "exp", now() + 900));

        node("embedded").service.revokeAllUserTokens("sub", user, "");

        assertThat(node("embedded").saysOf(token)).isEqualTo("revoked");
    }

    /** What somebody has asked to spare is spared, however its issue time looks. */
    @Test
    void ownToken_ofTheFutureThatIsExcepted_isSpared() {
        JsonWebToken token = token("spared", Map.of("iat", now() + 7_200, "exp", now() + 9_000));
        RevocationNode node = node("embedded");

        node.service.revokeAllUserTokens(token, null, RevokeOptions.all().except(token));
        assertThat(node.saysOf(token)).isEqualTo("accepted");
        node.service.revokeAllUserTokens(token, null, RevokeOptions.all().issuedBefore(Instant.now()));
        assertThat(node.saysOf(token)).isEqualTo("accepted");
        node.service.revokeAllUserTokens(token, null);
        assertThat(node.saysOf(token)).isEqualTo("revoked");
    }
}
