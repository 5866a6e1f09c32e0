package io.boosterbeacon.redis.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import io.boosterbeacon.redis.internal.cdi.EndpointNode;
import io.boosterbeacon.redis.internal.endpoint.Post.Answered;
import io.boosterbeacon.redis.internal.jose.ForgedTokens;
import io.boosterbeacon.redis.internal.jose.Issuer;
import io.boosterbeacon.redis.revocation.AuditQuery;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenID Connect Back-Channel Logout 1.0, with tokens that another implementation has signed. */
class LogoutEndpointTest extends EndpointFixture {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    private final Map<String, Object> claims = Issuer.RSA.claims();
    private final String access = Issuer.RSA.sign(claims);
    private final Map<String, Object> logout = Issuer.RSA.logoutClaims(claims);

    /** A token of the same user and time in another session. */
    private String otherSession() {
        Map<String, Object> other = Issuer.RSA.claims();
        other.put("sub", claims.get("sub"));
        other.put("iat", claims.get("iat"));
        return Issuer.RSA.sign(other);
    }

    private static boolean isRevoked(EndpointNode node, String jwt) {
        return node.blacklist().isTokenRevoked(principal(jwt));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void logoutOfASession_revokesThatSessionAlone(String store) {
        EndpointNode node = node(store);
        String other = otherSession();

        Answered answered = logout(node, Issuer.RSA.sign(logout, JWSAlgorithm.RS256, "logout+jwt"));

        assertOk(answered);
        assertThat(answered.body()).isEmpty();
        assertThat(isRevoked(node, access)).isTrue();
        assertThat(isRevoked(node, other)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void logoutOfAUser_revokesAllTokensUntilThen(String store) {
        EndpointNode node = node(store);
        String other = otherSession();
        logout.remove("sid");

        assertOk(logout(node, Issuer.EC.sign(logout)));

        assertThat(isRevoked(node, access)).isTrue();
        assertThat(isRevoked(node, other)).isTrue();
        assertThat(isRevoked(node, Issuer.RSA.sign(Issuer.RSA.claims()))).isFalse();
    }

    /** Else a user could fill the audit, and the memory of nodes, at the cost of what others have revoked. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void logoutOfASession_isOneOfItsUser(String store) {
        EndpointNode node = node(store);
        String user = String.valueOf(claims.get("sub"));

        assertOk(logout(node, Issuer.RSA.sign(logout)));

        assertThat(node.audit().find(AuditQuery.all().user(user).actor("main")).entries())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.scope()).isEqualTo(Scope.SESSION);
                    assertThat(entry.reason()).contains("back-channel logout");
                });
    }

    /** Many issuers put the session into ID tokens and logout tokens alone. */
    @ParameterizedTest
    @CsvSource({"session, false", "user, true"})
    void logout_whereAccessTokensNameNoSession_needsTheScopeOfTheUser(String scope, boolean revoked) {
        properties.put("beacon.revocation.endpoints.logout.revokes", scope);
        EndpointNode node = node("embedded");
        claims.remove("sid");
        String withoutSession = Issuer.RSA.sign(claims);
        claims.put("iat", Instant.now().getEpochSecond() + 20);
        String next = Issuer.RSA.sign(claims);

        assertOk(logout(node, Issuer.RSA.sign(logout)));

        assertThat(isRevoked(node, access)).isTrue();
        assertThat(isRevoked(node, withoutSession)).isEqualTo(revoked);
        assertThat(isRevoked(node, next)).isFalse();
    }

    @Test
    void logoutOfASessionWithoutAUser_whereUsersAreLoggedOut_revokesTheSession() {
        properties.put("beacon.revocation.endpoints.logout.revokes", "user");
        EndpointNode node = node("embedded");
        logout.remove("sub");

        assertOk(logout(node, Issuer.RSA.sign(logout)));

        assertThat(isRevoked(node, access)).isTrue();
    }

    @Test
    void logoutOfAUser_thatIsDeliveredLate_leavesTheNextLogin() {
        EndpointNode node = node("embedded");
        logout.remove("sid");
        long loggedOut = Instant.now().getEpochSecond() - 60;
        logout.put("iat", loggedOut);
        claims.put("iat", loggedOut);
        String before = Issuer.RSA.sign(claims);
        claims.put("iat", loggedOut + 1);
        claims.put("jti", "next");
        String next = Issuer.RSA.sign(claims);

        assertOk(logout(node, Issuer.RSA.sign(logout)));

        assertThat(isRevoked(node, before)).isTrue();
        assertThat(isRevoked(node, next)).isFalse();
    }

    @Test
    void logoutOfAnotherIssuersUser_leavesThisOne() {
        EndpointNode node = node("embedded");
        Issuer other = new Issuer("https://other.test", Issuer.EC.key());
        properties.put("beacon.revocation.issuers", "main,other");
        properties.put("beacon.revocation.issuer.\"other\".issuer", other.name());
        properties.put("beacon.revocation.issuer.\"other\".public-key", Issuer.keySet(other));
        properties.put("beacon.revocation.issuer.\"other\".client-ids", "shop-app");
        EndpointNode both = node("embedded");
        logout.put("iss", other.name());

        assertOk(logout(both, other.sign(logout)));
        logout.remove("sid");
        logout.put("jti", "of the user");
        assertOk(logout(both, other.sign(logout)));

        assertThat(isRevoked(both, access)).isFalse();
        assertError(logout(node, other.sign(logout)), 400, "invalid_request");
        // signed with the key of the other issuer
        logout.put("iss", Issuer.MAIN);
        logout.put("jti", "of main");
        properties.put("beacon.revocation.issuer.\"main\".public-key", Issuer.keySet(Issuer.RSA));
        assertError(logout(node("embedded"), other.sign(logout)), 400, "invalid_request");
    }

    @Test
    void forgedLogoutToken_ofAVictim_revokesNothing() {
        EndpointNode node = node("embedded");
        Map<String, Object> ofUser = new HashMap<>(logout);
        ofUser.remove("sid");
        for (Map<String, Object> victim : List.of(logout, ofUser)) {
            ForgedTokens.of(victim).forEach((kind, forged) -> {
                assertError(logout(node, forged), 400, "invalid_request");
                assertThat(isRevoked(node, access)).as(kind).isFalse();
            });
        }
        assertThat(node.events()).isEmpty();
    }

    static Stream<Arguments> invalid() {
        long now = Instant.now().getEpochSecond();
        return Stream.of(
                Arguments.of("aud", "another-app", "its audience is another one"),
                Arguments.of("aud", null, "its audience is another one"),
                Arguments.of("iat", now + 3_600, "its iat is missing or in the future"),
                Arguments.of("iat", null, "its iat is missing or in the future"),
                Arguments.of("iat", "now", "its iat is missing or in the future"),
                Arguments.of("exp", now - 120, "its exp is missing or has passed"),
                Arguments.of("exp", null, "its exp is missing or has passed"),
                Arguments.of("exp", now + 200_000, "its exp is more than 24 hours away"),
                Arguments.of("events", null, "its events do not contain"),
                Arguments.of("events", EVENT, "its events do not contain"),
                Arguments.of("events", Map.of("http://example.test/other", Map.of()), "its events do not contain"),
                Arguments.of("events", Map.of(EVENT, "yes"), "its events do not contain"),
                Arguments.of("nonce", "n-0S6_WzA2Mj", "it has a nonce"),
                Arguments.of("jti", null, "its jti is missing"),
                Arguments.of("jti", "", "its jti is missing"),
                Arguments.of("sid", "s".repeat(2_000), "its sid is too long"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void logoutToken_thatTheSpecificationForbids_isRefused(String claim, @Nullable Object value, String problem) {
        EndpointNode node = node("embedded");
        logout.remove(claim);
        if (value != null) {
            logout.put(claim, value);
        }

        Answered answered = logout(node, Issuer.RSA.sign(logout));

        assertError(answered, 400, "invalid_request");
        assertThat(answered.body()).contains(problem);
        assertThat(isRevoked(node, access)).isFalse();
        assertThat(node.events()).isEmpty();
    }

    @Test
    void logoutToken_ofNobody_isRefused() {
        logout.remove("sid");
        logout.remove("sub");

        assertThat(logout(node("embedded"), Issuer.RSA.sign(logout)).body()).contains("it has neither sid nor sub");
    }

    @Test
    void accessTokenOrIdToken_isNoLogoutToken() {
        EndpointNode node = node("embedded");
        claims.put("aud", "shop-app");

        assertError(logout(node, Issuer.RSA.sign(claims)), 400, "invalid_request");
        assertError(logout(node, Issuer.RSA.sign(logout, JWSAlgorithm.RS256, "at+jwt")), 400, "invalid_request");
        assertError(Post.to(LOGOUT).at(node.endpoints()), 400, "invalid_request");
        assertError(logout(node, "opaque"), 400, "invalid_request");
        assertThat(isRevoked(node, access)).isFalse();
    }

    /** The claims of the example in §2.4 of the specification, with times of today. */
    @Test
    void example_ofTheSpecification_isAccepted() {
        EndpointNode node = node("embedded");
        long now = Instant.now().getEpochSecond();
        Map<String, Object> example = new HashMap<>(Map.of(
                "iss",
                Issuer.MAIN,
                "sub",
                "248289761001",
                "aud",
                "shop-app",
                "iat",
                now,
                "exp",
                now + 120,
                "jti",
                "bWJq",
                "sid",
                "08a5019c-17e1-4977-8f42-65a12843ea02",
                "events",
                Map.of(EVENT, Map.of())));
        claims.put("sid", example.get("sid"));

        assertOk(logout(node, Issuer.RSA.sign(example, JWSAlgorithm.RS256, "logout+jwt")));

        assertThat(isRevoked(node, Issuer.RSA.sign(claims))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void logoutToken_usedBefore_isRefused(String store) {
        EndpointNode node = node(store);
        String jwt = Issuer.RSA.sign(logout);
        assertOk(logout(node, jwt));

        Answered again = logout(node, jwt);

        assertError(again, 400, "invalid_request");
        assertThat(again.body()).contains("used before");
        assertThat(node.events()).hasSize(1);
        if (store.equals("redis")) {
            assertError(logout(node(store), jwt), 400, "invalid_request");
        }
    }

    @Test
    void logoutToken_onTwoNodesAtTheSameTime_isAcceptedByOne() throws Exception {
        List<EndpointNode> nodes = List.of(node("redis"), node("redis"));
        int threads = 8;
        ExecutorService running = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 5; round++) {
                Map<String, Object> victim = Issuer.RSA.claims();
                String jwt = Issuer.RSA.sign(Issuer.RSA.logoutClaims(victim));
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    EndpointNode node = nodes.get(i % nodes.size());
                    answers.add(running.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        return logout(node, jwt).status();
                    }));
                }
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> each : answers) {
                    statuses.add(each.get(30, TimeUnit.SECONDS));
                }
                assertThat(statuses).containsOnlyOnce(200);
                assertThat(statuses.stream().filter(status -> status == 400)).hasSize(threads - 1);
                nodes.forEach(node ->
                        assertThat(isRevoked(node, Issuer.RSA.sign(victim))).isTrue());
            }
        } finally {
            running.shutdownNow();
        }
    }

    @Test
    void logout_whileRedisIsDown_hasFailedAndCanBeRepeated() {
        try (RedisProcess redis = RedisProcess.start()) {
            properties.putAll(Application.on(redis.url()));
            properties.put("redis.command.timeout", "1000");
            String jwt = Issuer.RSA.sign(logout);
            EndpointNode node = node("a Redis of its own");
            redis.kill();

            assertError(logout(node, jwt), 400, "temporarily_unavailable");

            redis.restart();
            await().atMost(Duration.ofSeconds(30)).until(() -> logout(node, jwt).status() == 200);
            assertThat(isRevoked(node, access)).isTrue();
        }
    }
}
