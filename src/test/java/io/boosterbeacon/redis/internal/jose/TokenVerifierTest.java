package io.boosterbeacon.redis.internal.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.EndpointSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.config.TrustedIssuer;
import io.boosterbeacon.redis.internal.jose.Verification.Forged;
import io.boosterbeacon.redis.internal.jose.Verification.Signed;
import io.boosterbeacon.redis.internal.jose.Verification.Unsupported;
import io.boosterbeacon.redis.internal.jose.Verification.Unverifiable;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.ProviderException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the issuer has signed is found to be so, and nothing else. */
class TokenVerifierTest {
    private static final Map<String, Object> VICTIM = Issuer.RSA.claims();
    private static final Set<String> OF_OTHER_ALGORITHMS = Set.of(
            "alg none",
            "alg none with a signature",
            "HMAC with the public key",
            "of another algorithm",
            "without a header that can be read");

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
    void publicKey_inPem_verifies() throws Exception {
        assertThat(verifier(pem(Issuer.RSA.key())).verify(Issuer.RSA.sign(VICTIM)))
                .isInstanceOf(Signed.class);
        assertThat(verifier(Issuer.EC.key().toPublicJWK().toJSONString()).verify(Issuer.EC.sign(VICTIM)))
                .isInstanceOf(Signed.class);
    }

    static Stream<String> unreadable() {
        String pem = pem(Issuer.RSA.key());
        return Stream.of(
                "a key",
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
                "{}",
                // private keys, and two where only one would be read
                Issuer.RSA.key().toJSONString(),
                "{\"keys\":[" + Issuer.EC.key().toJSONString() + "]}",
                pem + "\n" + pem);
    }

    private static String pem(JWK key) {
        try {
            byte[] encoded = ((RSAKey) key).toRSAPublicKey().getEncoded();
            return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                    + "\n-----END PUBLIC KEY-----";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("unreadable")
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
    void token_thatTheIssuerHasNotSigned_isForgedOrNotVerified(String kind) throws Exception {
        assertThat(verifier.verify(ForgedTokens.of(VICTIM).getOrDefault(kind, "")))
                .isInstanceOf(OF_OTHER_ALGORITHMS.contains(kind) ? Unsupported.class : Forged.class);
    }

    @Test
    void token_withAnExtensionThatNobodyKnows_isForged() throws Exception {
        assertThat(verifier.verify(ForgedTokens.withUnknownExtension(VICTIM))).isInstanceOf(Forged.class);
    }

    @Test
    void token_ofAnAlgorithmThatIsNotAccepted_isNotVerified() throws Exception {
        TokenVerifier elliptic =
                verifier(Map.of("public-key", Issuer.keySet(Issuer.RSA, Issuer.EC), "algorithms", "ES256"));

        assertThat(elliptic.verify(Issuer.RSA.sign(VICTIM))).isInstanceOf(Unsupported.class);
        assertThat(elliptic.verify(Issuer.EC.sign(VICTIM))).isInstanceOf(Signed.class);
    }

    @Test
    void token_withAKeyIdThatTheIssuerDoesNotHave_isUnverifiable() throws Exception {
        Issuer retired = new Issuer(Issuer.MAIN, Issuer.ec("retired"));

        assertThat(verifier.verify(retired.sign(VICTIM))).isInstanceOf(Unverifiable.class);
    }

    @Test
    void token_ofAnotherAlgorithmThanThatOfItsKey_isNotVerified() throws Exception {
        RSAKey key = new RSAKey.Builder((RSAKey) Issuer.RSA.key())
                .algorithm(JWSAlgorithm.RS256)
                .build();
        TokenVerifier oneAlgorithm = verifier(key.toPublicJWK().toJSONString());

        assertThat(oneAlgorithm.verify(Issuer.RSA.sign(VICTIM))).isInstanceOf(Signed.class);
        assertThat(oneAlgorithm.verify(Issuer.RSA.sign(VICTIM, JWSAlgorithm.RS512, "JWT")))
                .isInstanceOf(Unsupported.class);
    }

    @Test
    void token_withoutAKeyIdOfAnIssuerWithManyKeys_isNotSaidToBeForged() throws Exception {
        Issuer[] all = new Issuer[9];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Issuer(Issuer.MAIN, Issuer.ec("another-" + i));
        }

        assertThat(verifier(Issuer.anonymousKeySet(all)).verify(all[8].sign(VICTIM, new JWSHeader(JWSAlgorithm.ES256))))
                .isInstanceOf(Unsupported.class);
    }

    @Test
    void token_ofAKeyThatIsTooShort_isNotVerified() throws Exception {
        RSAPublicKey shortKey = (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(
                        new RSAPublicKeySpec(BigInteger.ONE.shiftLeft(1_023).setBit(0), RSAKeyGenParameterSpec.F4));

        assertThat(verifier(shortKey).verify(Issuer.RSA.sign(VICTIM))).isInstanceOf(Unsupported.class);
    }

    /** As a module of hardware that does not answer. */
    @Test
    void token_whileTheProviderFails_isNeitherSignedNorForged() {
        RSAPublicKey key = (RSAPublicKey) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RSAPublicKey.class}, (proxy, method, arguments) -> {
                    throw new ProviderException("no answer");
                });

        assertThatThrownBy(() -> verifier(key).verify(Issuer.RSA.sign(VICTIM)))
                .isInstanceOf(KeysUnavailableException.class)
                .hasRootCauseInstanceOf(ProviderException.class);
    }

    private static TokenVerifier verifier(RSAPublicKey key) {
        TrustedIssuer issuer = new TrustedIssuer(
                "main", Issuer.MAIN, Optional.empty(), Optional.of("a key"), List.of(), List.of(), List.of("RS256"));
        return new TokenVerifier(List.of(new IssuerKeys(issuer, KeySet.fixed(List.of(new RsaJsonWebKey(key))))));
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
