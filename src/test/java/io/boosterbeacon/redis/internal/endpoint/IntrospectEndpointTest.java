package io.boosterbeacon.redis.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.boosterbeacon.redis.internal.cdi.EndpointNode;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.endpoint.Post.Answered;
import io.boosterbeacon.redis.internal.jose.ForgedTokens;
import io.boosterbeacon.redis.internal.jose.Issuer;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7662: which tokens are active, and what is said of them. */
class IntrospectEndpointTest extends EndpointFixture {
    private final Map<String, Object> claims = Issuer.RSA.claims();
    private final long now = Instant.now().getEpochSecond();

    @Test
    void token_inUse_isActiveWithItsStandardMembers() throws Exception {
        claims.put("aud", List.of("api", "reports"));
        claims.put("scope", "read write");
        claims.put("azp", "shop");
        claims.put("upn", "ada@example.test");
        claims.put("email", "ada@private.test");

        Answered answered = introspect(node("embedded"), Issuer.RSA.sign(claims));

        assertOk(answered);
        assertThat(answered.fields()).containsEntry("Content-Type", "application/json");
        assertThat(new Json().read(answered.body().getBytes(StandardCharsets.UTF_8), Map.class))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("active", true)
                .containsEntry("scope", "read write")
                .containsEntry("client_id", "shop")
                .containsEntry("username", "ada@example.test")
                .containsEntry("token_type", "Bearer")
                .containsEntry("sub", claims.get("sub"))
                .containsEntry("iss", Issuer.MAIN)
                .containsEntry("jti", claims.get("jti"))
                .containsEntry("aud", List.of("api", "reports"))
                .containsKeys("iat", "exp")
                .doesNotContainKeys("email", "sid", "nbf");
    }

    /** Else a stolen one could be used without its key by whoever relies on the answer. */
    @ParameterizedTest
    @CsvSource({"jkt, DPoP", "x5t#S256, Bearer"})
    void token_thatIsBoundToAKey_isSaidToBe(String member, String type) {
        claims.put("cnf", Map.of(member, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));

        assertThat(introspect(node("embedded"), Issuer.RSA.sign(claims)).body())
                .contains("\"active\":true", "\"token_type\":\"" + type + "\"")
                .contains("\"cnf\":{\"" + member + "\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void token_revokedInAnyWay_isNotActive(String store) {
        EndpointNode node = node(store);
        List<BiConsumer<EndpointNode, String>> ways = List.of(
                (each, jwt) -> assertOk(revoke(each, jwt)),
                (each, jwt) -> each.blacklist().revokeToken(jwt),
                (each, jwt) -> each.blacklist().revokeSession(principal(jwt), "why"),
                (each, jwt) -> each.blacklist().revokeAllUserTokens(principal(jwt), "why"));
        for (BiConsumer<EndpointNode, String> way : ways) {
            String jwt = Issuer.EC.sign(Issuer.EC.claims());
            assertThat(introspect(node, jwt).body()).contains("\"active\":true");

            way.accept(node, jwt);

            assertThat(introspect(node, jwt).body()).isEqualTo(INACTIVE);
        }
    }

    @Test
    void token_thatIsForged_isNotActive() {
        EndpointNode node = node("embedded");
        ForgedTokens.of(claims).forEach((kind, forged) -> {
            Answered answered = introspect(node, forged);

            assertOk(answered);
            assertThat(answered.body()).as(kind).isEqualTo(INACTIVE);
        });
    }

    /** The answer says nothing about why. */
    @Test
    void token_thatIsNotInUse_isNotActive() {
        EndpointNode node = node("embedded");
        assertInactive(node, Map.of("exp", now - 1));
        assertInactive(node, Map.of("exp", "never"));
        assertInactive(node, Map.of("iat", now + 3_600));
        assertInactive(node, Map.of("iat", "yesterday"));
        assertInactive(node, Map.of("nbf", now + 3_600));
        assertInactive(node, Map.of("nbf", "tomorrow"));
        assertInactive(node, Map.of("iss", "https://other.test"));
        assertInactive(node, Map.of("events", Map.of()));
        assertThat(introspect(node, Issuer.RSA.sign(claims, JWSAlgorithm.RS256, "logout+jwt"))
                        .body())
                .isEqualTo(INACTIVE);
        claims.remove("exp");
        assertInactive(node, Map.of());
        for (String text : List.of("opaque", "a.b.c", "a.b.c.d.e", "mF_9.B5f-4.1JqM", "2YotnFZFEjr1zCsicMWpAA")) {
            assertThat(introspect(node, text).body()).isEqualTo(INACTIVE);
        }
    }

    private void assertInactive(EndpointNode node, Map<String, Object> changes) {
        Map<String, Object> changed = Issuer.RSA.claims();
        changed.keySet().retainAll(claims.keySet());
        changed.putAll(changes);

        Answered answered = introspect(node, Issuer.RSA.sign(changed));

        assertOk(answered);
        assertThat(answered.body()).as(changes.toString()).isEqualTo(INACTIVE);
    }

    @Test
    void token_ofAnotherAudience_isNotActiveHere() {
        properties.put("beacon.revocation.issuer.\"main\".audiences", "api, reports");
        EndpointNode node = node("embedded");

        assertInactive(node, Map.of());
        assertInactive(node, Map.of("aud", "other"));
        claims.put("aud", List.of("other", "reports"));
        assertThat(introspect(node, Issuer.RSA.sign(claims)).body()).contains("\"active\":true");
    }

    @Test
    void caller_withoutTheRightSecret_getsNoAnswer() {
        EndpointNode node = node("embedded");
        String jwt = Issuer.RSA.sign(claims);

        Answered answered = Post.to(INTROSPECT).with("token", jwt).at(node.endpoints());
        assertError(answered, 401, "invalid_client");
        assertThat(answered.fields()).containsEntry("WWW-Authenticate", "Basic realm=\"tokens\", charset=\"UTF-8\"");
        assertError(
                Post.to(INTROSPECT)
                        .basic("till", "till secret +%")
                        .with("token", jwt)
                        .at(node.endpoints()),
                401,
                "invalid_client");
    }

    @Test
    void token_whileRedisIsDown_isNeitherActiveNorNot() {
        try (RedisProcess redis = RedisProcess.start()) {
            properties.putAll(Application.on(redis.url()));
            EndpointNode node = node("a Redis of its own");
            String foundGood = Issuer.RSA.sign(Issuer.RSA.claims());
            assertThat(introspect(node, foundGood).body()).contains("\"active\":true");
            redis.kill();

            assertError(introspect(node, Issuer.RSA.sign(claims)), 503, "temporarily_unavailable");
            assertThat(node.blacklist().isTokenRevoked(principal(foundGood)))
                    .as("requests with it are accepted for a while")
                    .isFalse();
            assertError(introspect(node, foundGood), 503, "temporarily_unavailable");
        }
    }
}
