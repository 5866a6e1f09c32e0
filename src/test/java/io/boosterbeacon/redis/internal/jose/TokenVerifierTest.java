package io.boosterbeacon.redis.internal.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.RSAKey;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.EndpointSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.jose.Verification.Forged;
import io.boosterbeacon.redis.internal.jose.Verification.Signed;
import io.boosterbeacon.redis.internal.jose.Verification.Unverifiable;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the issuer has signed is found to be so, and nothing else. */
class TokenVerifierTest {
    private static final Map<String, Object> VICTIM = Issuer.RSA.claims();

    private static TokenVerifier verifier(String publicKey) {
        return verifier(Map.of("public-key", publicKey));
    }

    private static TokenVerifier verifier(Map<String, String> members) {
        Map<String, String> properties = new HashMap<>(Map.of("beacon.revocation.issuers", "main"));
        properties.put("beacon.revocation.issuer.\"main\".issuer", Issuer.MAIN);
        members.forEach((name, value) -> properties.put("beacon.revocation.issuer.\"main\"." + name, value));
        EndpointSettings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
                    throw problem;
                })
                .endpoints();
        return new TokenVerifiers(settings, Runnable::run, System::nanoTime).verifier();
    }

    private final TokenVerifier verifier = verifier(Issuer.keySet(Issuer.RSA, Issuer.EC));

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void token_ofAnRsaKey_isSigned(String algorithm) throws Exception {
        String jwt = Issuer.RSA.sign(VICTIM, JWSAlgorithm.parse(algorithm), "at+jwt");

        assertThat(verifier.verify(jwt)).isInstanceOfSatisfying(Signed.class, signed -> {
            assertThat(signed.token().getRawToken()).isEqualTo(jwt);
            assertThat(signed.token().getIssuer()).isEqualTo(Issuer.MAIN);
            assertThat(signed.token().getTokenID()).isEqualTo(VICTIM.get("jti"));
            assertThat(signed.token().getSubject()).isEqualTo(VICTIM.get("sub"));
            assertThat(signed.token().getName()).isEqualTo(VICTIM.get("sub"));
            assertThat(signed.token().type()).isEqualTo("at+jwt");
            assertThat(signed.token().toString()).doesNotContain(jwt);
        });
    }

    @Test
    void token_ofAnEllipticKey_isSigned() throws Exception {
        assertThat(verifier.verify(Issuer.EC.sign(VICTIM))).isInstanceOf(Signed.class);
    }

    @Test
    void token_withoutAKeyId_isComparedWithAllKeys() throws Exception {
        String jwt = Issuer.EC.sign(VICTIM, new JWSHeader(JWSAlgorithm.ES256));

        assertThat(verifier.verify(jwt)).isInstanceOf(Signed.class);
        assertThat(verifier(Issuer.anonymousKeySet(Issuer.RSA, Issuer.EC)).verify(Issuer.EC.sign(VICTIM)))
                .isInstanceOf(Signed.class);
    }

    @Test
    void token_withTheIdOfTheLastOfManyKeys_isSigned() throws Exception {
        List<Issuer> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(new Issuer(Issuer.MAIN, Issuer.ec("another-" + i)));
        }
        Issuer last = new Issuer(Issuer.MAIN, Issuer.ec("last"));
        String keys = Issuer.anonymousKeySet(all.toArray(Issuer[]::new));
        String withLast = keys.substring(0, keys.lastIndexOf(']')) + ","
                + last.key().toPublicJWK().toJSONString() + "]}";

        assertThat(verifier(withLast).verify(last.sign(VICTIM))).isInstanceOf(Signed.class);
    }

    @Test
    void publicKey_inPem_verifies() throws JOSEException, KeysUnavailableException {
        byte[] encoded = ((RSAKey) Issuer.RSA.key()).toRSAPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----";

        assertThat(verifier(pem).verify(Issuer.RSA.sign(VICTIM))).isInstanceOf(Signed.class);
        assertThat(verifier(Issuer.EC.key().toPublicJWK().toJSONString()).verify(Issuer.EC.sign(VICTIM)))
                .isInstanceOf(Signed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a key", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}", "{}"})
    void publicKey_thatCannotBeRead_isAProblemThatNamesTheProperty(String text) {
        assertThatThrownBy(() -> verifier(text))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith("beacon.revocation.issuer.\"main\".public-key cannot be read; accepted: ");
    }

    static Stream<String> forged() {
        return ForgedTokens.of(VICTIM).keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("forged")
    void token_thatTheIssuerHasNotSigned_isForged(String kind) throws Exception {
        assertThat(verifier.verify(ForgedTokens.of(VICTIM).getOrDefault(kind, "")))
                .isInstanceOf(Forged.class);
    }

    @Test
    void token_withAnExtensionThatNobodyKnows_isForged() throws Exception {
        assertThat(verifier.verify(ForgedTokens.withUnknownExtension(VICTIM))).isInstanceOf(Forged.class);
    }

    @Test
    void token_ofAnAlgorithmThatIsNotAccepted_isForged() throws Exception {
        TokenVerifier elliptic =
                verifier(Map.of("public-key", Issuer.keySet(Issuer.RSA, Issuer.EC), "algorithms", "ES256"));

        assertThat(elliptic.verify(Issuer.RSA.sign(VICTIM))).isInstanceOf(Forged.class);
        assertThat(elliptic.verify(Issuer.EC.sign(VICTIM))).isInstanceOf(Signed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "opaque", "a.b.c", "..", "a.b.c.d.e", "e30.e30.e30", "ä.ö.ü", "e30.bnVsbA.e30"})
    void text_thatNamesNoIssuer_isUnverifiable(String text) throws Exception {
        assertThat(verifier.verify(text)).isInstanceOf(Unverifiable.class);
    }

    @Test
    void token_ofAnotherIssuer_isUnverifiable() throws Exception {
        Issuer other = new Issuer("https://other.test", Issuer.RSA.key());

        assertThat(verifier.verify(other.sign(other.claims()))).isInstanceOf(Unverifiable.class);
    }
}
