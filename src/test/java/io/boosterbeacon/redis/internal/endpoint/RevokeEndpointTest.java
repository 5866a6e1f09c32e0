package io.boosterbeacon.redis.internal.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.cdi.EndpointNode;
import io.boosterbeacon.redis.internal.endpoint.Post.Answered;
import io.boosterbeacon.redis.internal.jose.ForgedTokens;
import io.boosterbeacon.redis.internal.jose.Issuer;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7009: what is revoked, who may revoke, and that success is never said without it. */
class RevokeEndpointTest extends EndpointFixture {
    private final Map<String, Object> claims = Issuer.RSA.claims();
    private final String token = Issuer.RSA.sign(claims);

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void token_ofTheIssuer_isRevokedByItsTextAndItsId(String store) {
        EndpointNode node = node(store);
        String sameId = Issuer.EC.sign(claims);
        JsonWebToken other = principal(Issuer.RSA.sign(Issuer.RSA.claims()));

        Answered answered = revoke(node, token);

        assertOk(answered);
        assertThat(answered.body()).isEmpty();
        assertThat(node.blacklist().isTokenRevoked(principal(token))).isTrue();
        assertThat(node.blacklist().isTokenRevoked(principal(sameId))).isTrue();
        assertThat(node.blacklist().isTokenRevoked(other)).isFalse();
        assertThat(node.events()).hasOnlyElementsOfType(TokenRevoked.class).hasSize(1);
        assertOk(revoke(node, token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void forgedToken_withTheClaimsOfAVictim_revokesNothing(String store) {
        EndpointNode node = node(store);
        ForgedTokens.of(claims).forEach((kind, forged) -> {
            Answered answered = revoke(node, forged);

            // RFC 7009 §2.2: "invalid tokens do not cause an error response"
            assertThat(answered.status()).as(kind).isIn(200, 400);
            assertThat(node.blacklist().isTokenRevoked(principal(token)))
                    .as(kind)
                    .isFalse();
        });
        assertThat(node.events()).isEmpty();
    }

    @Test
    void signature_encodedInAnotherWay_isRevokedAllTheSame() {
        EndpointNode node = node("embedded");
        String elliptic = Issuer.EC.sign(claims);
        char last = elliptic.charAt(elliptic.length() - 1);
        // 64 bytes leave four unused bits in the last letter
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String recoded = elliptic.substring(0, elliptic.length() - 1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);

        assertOk(revoke(node, recoded));

        assertThat(node.blacklist().isTokenRevoked(elliptic))
                .as("either the signature counts as valid, or as forged")
                .isEqualTo(node.blacklist().isTokenRevoked(recoded));
        assertOk(revoke(node, elliptic));
        assertThat(node.blacklist().isTokenRevoked(recoded)).isTrue();
    }

    /** ECDSA accepts (r, n - s) wherever it accepts (r, s). */
    @Test
    void signature_thatIsTheOtherOneOfTheSameText_isRevokedAllTheSame() {
        EndpointNode node = node("embedded");
        String elliptic = Issuer.EC.sign(claims);
        String twin = withOtherSignature(elliptic);
        assertThat(introspect(node, twin).body()).contains("\"active\":true");

        assertOk(revoke(node, twin));

        assertThat(node.blacklist().isTokenRevoked(elliptic)).isTrue();
        assertThat(introspect(node, elliptic).body()).isEqualTo(INACTIVE);
        assertThat(introspect(node, twin).body()).isEqualTo(INACTIVE);
    }

    private static String withOtherSignature(String jwt) {
        BigInteger order = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        int dot = jwt.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(jwt.substring(dot + 1));
        BigInteger other = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
        for (int i = 63; i >= 32; i--) {
            signature[i] = other.byteValue();
            other = other.shiftRight(8);
        }
        return jwt.substring(0, dot + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "refresh_token", "unknown"})
    void hint_whateverItSays_doesNotMatter(String hint) {
        EndpointNode node = node("embedded");

        assertOk(Post.to(REVOKE)
                .basic("shop", "shop-secret")
                .with("token", token)
                .with("token_type_hint", hint)
                .at(node.endpoints()));

        assertThat(node.blacklist().isTokenRevoked(token)).isTrue();
    }

    /** The token of the example in RFC 7009 §2.1. */
    @Test
    void opaqueToken_isAnUnsupportedType() {
        assertError(revoke(node("embedded"), "45ghiukldjahdnhzdauz"), 400, "unsupported_token_type");
    }

    @Test
    void token_ofAnIssuerThatNobodyKnows_isRevokedByItsTextAlone() {
        EndpointNode node = node("embedded");
        Issuer stranger = new Issuer("https://stranger.test", Issuer.EC.key());
        String jwt = stranger.sign(claims(stranger));
        String sameId = stranger.sign(withAnotherTime(claims(stranger)));

        assertOk(revoke(node, jwt));

        assertThat(node.blacklist().isTokenRevoked(jwt)).isTrue();
        assertThat(node.blacklist().isTokenRevoked(principal(sameId))).isFalse();
    }

    /** Nobody here can tell whether it is genuine, but exactly this text is revoked. */
    @ParameterizedTest
    @CsvSource({"azp, till, 400", "client_id, till, 400", "azp, shop, 200", "client_id, shop, 200"})
    void unverifiableToken_ofAnotherClient_isNotRevokedByAClient(String claim, String owner, int status) {
        EndpointNode node = node("embedded");
        Issuer stranger = new Issuer("https://stranger.test", Issuer.EC.key());
        Map<String, Object> owned = claims(stranger);
        owned.put(claim, owner);
        String jwt = stranger.sign(owned);

        assertThat(revoke(node, jwt).status()).isEqualTo(status);
        assertThat(node.blacklist().isTokenRevoked(jwt)).isEqualTo(status == 200);

        JsonWebToken admin = principal(Issuer.RSA.sign(Issuer.RSA.claims()));
        assertOk(Post.to(REVOKE).as(admin, "admin").with("token", jwt).at(node.endpoints()));
        assertThat(node.blacklist().isTokenRevoked(jwt)).isTrue();
    }

    /** Others may accept such tokens: that they are revoked would be false. */
    @Test
    void token_whoseSignatureCannotBeVerifiedHere_isAnUnsupportedType() {
        properties.put("beacon.revocation.issuer.\"main\".algorithms", "ES256");
        EndpointNode node = node("embedded");

        assertError(revoke(node, token), 400, "unsupported_token_type");

        assertThat(node.blacklist().isTokenRevoked(token)).isFalse();
        assertThat(introspect(node, token).body()).isEqualTo(INACTIVE);
        assertError(logout(node, Issuer.RSA.sign(Issuer.RSA.logoutClaims(claims))), 400, "invalid_request");
    }

    /** Others may know the key for longer. Who invents a key id has another text than that of a victim. */
    @Test
    void token_whoseKeyTheIssuerDoesNotPublish_isRevokedByItsTextAlone() {
        EndpointNode node = node("embedded");
        String retired = new Issuer(Issuer.MAIN, Issuer.ec("retired")).sign(claims);

        assertOk(revoke(node, retired));

        assertThat(node.blacklist().isTokenRevoked(retired)).isTrue();
        assertThat(node.blacklist().isTokenRevoked(principal(token))).isFalse();
        assertThat(introspect(node, retired).body()).isEqualTo(INACTIVE);
    }

    /** As of a file that ends with a line break, or begins with a blank. */
    @Test
    void token_withBlanksAround_isRevoked() {
        EndpointNode node = node("embedded");

        assertOk(revoke(node, " " + token + "\r\n"));

        assertThat(node.blacklist().isTokenRevoked(principal(token))).isTrue();
    }

    private Map<String, Object> claims(Issuer issuer) {
        Map<String, Object> all = Issuer.RSA.claims();
        all.put("iss", issuer.name());
        all.put("jti", "same");
        return all;
    }

    private static Map<String, Object> withAnotherTime(Map<String, Object> claims) {
        claims.put("iat", Instant.now().getEpochSecond() - 20);
        return claims;
    }

    @Test
    void withoutIssuers_eachTokenIsRevokedByItsTextAlone() {
        properties.keySet().removeIf(name -> name.contains("issuer") || name.contains("introspect"));
        properties.remove("beacon.revocation.endpoints.logout.path");
        EndpointNode node = node("embedded");

        assertOk(revoke(node, token));

        assertThat(node.blacklist().isTokenRevoked(token)).isTrue();
        assertThat(node.blacklist().isTokenRevoked(principal(Issuer.EC.sign(claims))))
                .isFalse();
    }

    @Test
    void token_thatHasExpired_isAlreadyInvalid() {
        claims.put("exp", Instant.now().getEpochSecond() - 120);
        EndpointNode node = node("embedded");

        assertOk(revoke(node, Issuer.RSA.sign(claims)));

        assertThat(node.blacklist().getBlacklistStats().totalTokensBlacklisted())
                .isZero();
    }

    /** Its text is no token for the store, although the signature is valid for a library that skips blanks. */
    @Test
    void token_thatHasExpiredAndHasABlankInItsSignature_isNotAFailureOfTheServer() {
        claims.put("exp", Instant.now().getEpochSecond() - 120);
        claims.remove("jti");
        String expired = Issuer.RSA.sign(claims);
        int middle = expired.length() - 10;

        Answered answered = revoke(node("embedded"), expired.substring(0, middle) + "\n" + expired.substring(middle));

        assertThat(answered.status()).isIn(200, 400);
    }

    @ParameterizedTest
    @CsvSource({"azp, till, 400", "client_id, till, 400", "azp, shop, 200", "client_id, shop, 200"})
    void token_ofAnotherClient_isNotRevokedByAClient(String claim, String owner, int status) {
        EndpointNode node = node("embedded");
        claims.put(claim, owner);
        String owned = Issuer.RSA.sign(claims);

        assertThat(revoke(node, owned).status()).isEqualTo(status);
        assertThat(node.blacklist().isTokenRevoked(owned)).isEqualTo(status == 200);

        JsonWebToken admin = principal(Issuer.RSA.sign(Issuer.RSA.claims()));
        assertOk(Post.to(REVOKE).as(admin, "admin").with("token", owned).at(node.endpoints()));
        assertThat(node.blacklist().isTokenRevoked(owned)).isTrue();
    }

    @Test
    void client_withEncodedCredentials_isKnown() {
        EndpointNode node = node("embedded");
        assertOk(Post.to(REVOKE)
                .basic("till", "till secret +%")
                .with("token", token)
                .at(node.endpoints()));
        assertOk(Post.to(REVOKE)
                .basic("till", URLEncoder.encode("till secret +%", UTF_8))
                .with("token", token)
                .at(node.endpoints()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop:wrong-secret",
                "shop:till secret +%",
                "nobody:shop-secret",
                "shop:",
                ":shop-secret",
                "shop",
                "SHOP:shop-secret",
                "shop:shop-secret ",
                "shop:%zz"
            })
    void client_thatIsWrong_isRefusedAndRevokesNothing(String credentials) {
        EndpointNode node = node("embedded");

        Answered answered = Post.to(REVOKE)
                .authorization("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
                .with("token", token)
                .at(node.endpoints());

        assertError(answered, 401, "invalid_client");
        assertThat(answered.fields().get("WWW-Authenticate")).startsWith("Basic realm=");
        assertThat(node.blacklist().isTokenRevoked(token)).isFalse();
    }

    @Test
    void client_thatIsWrong_isLoggedWithoutItsSecret() {
        EndpointNode node = node("embedded");
        try (LogLines lines = new LogLines("io.boosterbeacon.redis")) {
            for (int i = 0; i < 5; i++) {
                assertError(
                        Post.to(REVOKE)
                                .basic("shop", "wrong-" + i)
                                .with("token", token)
                                .at(node.endpoints()),
                        401,
                        "invalid_client");
            }

            assertThat(lines.all())
                    .filteredOn(line -> line.contains("A client was refused at /oauth/revoke"))
                    .singleElement()
                    .asString()
                    .doesNotContain("shop", "wrong-");
        }
    }

    @Test
    void caller_withoutCredentialsOrRole_isRefused() {
        EndpointNode node = node("embedded");
        JsonWebToken user = principal(Issuer.RSA.sign(Issuer.RSA.claims()));

        assertError(Post.to(REVOKE).with("token", token).at(node.endpoints()), 401, "invalid_client");
        assertError(
                Post.to(REVOKE).authorization("Basic ?").with("token", token).at(node.endpoints()),
                401,
                "invalid_client");
        assertError(
                Post.to(REVOKE)
                        .basic("shop", "shop-secret")
                        .basic("shop", "shop-secret")
                        .with("token", token)
                        .at(node.endpoints()),
                401,
                "invalid_client");
        assertError(Post.to(REVOKE).as(user, "user").with("token", token).at(node.endpoints()), 403, "access_denied");
        assertThat(node.blacklist().isTokenRevoked(token)).isFalse();
    }

    /** Some servers give such a principal to a request with an invalid token. */
    @Test
    void caller_whosePrincipalCannotBeRead_isRefused() {
        Principal invalid = () -> {
            throw new IllegalStateException("invalid token");
        };

        assertError(
                Post.to(REVOKE)
                        .as(invalid, "admin")
                        .with("token", token)
                        .at(node("embedded").endpoints()),
                401,
                "invalid_client");
    }

    @Test
    void admin_whoseTokenIsRevoked_isRefused() {
        EndpointNode node = node("embedded");
        JsonWebToken admin = principal(Issuer.RSA.sign(Issuer.RSA.claims()));
        node.blacklist().revokeToken(admin, "fired");

        assertError(
                Post.to(REVOKE).as(admin, "admin").with("token", token).at(node.endpoints()), 401, "invalid_client");
        assertThat(node.blacklist().isTokenRevoked(token)).isFalse();
    }

    @Test
    void request_thatIsNoForm_isRefused() {
        EndpointDispatch endpoints = node("embedded").endpoints();

        assertThat(Post.to(REVOKE).method("GET").at(endpoints)).satisfies(answered -> {
            assertThat(answered.status()).isEqualTo(405);
            assertThat(answered.fields()).containsEntry("Allow", "POST");
        });
        assertError(Post.to(REVOKE).type("application/json").at(endpoints), 415, "invalid_request");
        assertError(Post.to(REVOKE).type(null).at(endpoints), 415, "invalid_request");
        assertError(shop().at(endpoints), 400, "invalid_request");
        assertError(shop().with("token", "").at(endpoints), 400, "invalid_request");
        assertError(shop().with("token", token).with("token", token).at(endpoints), 400, "invalid_request");
        assertError(shop().with("token", "a".repeat(200_000)).at(endpoints), 413, "invalid_request");
        assertError(shop().query("token=" + token).parsed("token", token).at(endpoints), 400, "invalid_request");
        assertThat(Post.to("/elsewhere").at(endpoints).status()).isEqualTo(404);
    }

    private static Post shop() {
        return Post.to(REVOKE).basic("shop", "shop-secret");
    }

    @Test
    void parameters_thatAFilterHasRead_areFound() {
        EndpointNode node = node("embedded");

        assertOk(shop().parsed("token", token).at(node.endpoints()));

        assertThat(node.blacklist().isTokenRevoked(token)).isTrue();
    }

    @Test
    void token_whileRedisIsDown_isNotSaidToBeRevoked() {
        try (RedisProcess redis = RedisProcess.start()) {
            properties.putAll(Application.on(redis.url()));
            EndpointNode node = node("a Redis of its own");
            assertOk(revoke(node, token));
            redis.kill();

            Answered answered = revoke(node, Issuer.RSA.sign(Issuer.RSA.claims()));

            assertError(answered, 503, "temporarily_unavailable");
            assertThat(answered.fields()).containsEntry("Retry-After", "1");
        }
    }

    @Test
    void token_whileTheIssuerIsDown_isNotSaidToBeRevoked() throws Exception {
        try (ServerSocket nobody = new ServerSocket(0)) {
            properties.remove("beacon.revocation.issuer.\"main\".public-key");
            properties.put(
                    "beacon.revocation.issuer.\"main\".jwks", "http://127.0.0.1:" + nobody.getLocalPort() + "/jwks");
            properties.put("beacon.revocation.jwks-timeout", "300ms");

            EndpointNode node = node("embedded");
            assertError(revoke(node, token), 503, "temporarily_unavailable");
            assertError(introspect(node, token), 503, "temporarily_unavailable");
            assertError(logout(node, Issuer.RSA.sign(Issuer.RSA.logoutClaims(claims))), 400, "temporarily_unavailable");
        }
    }
}
