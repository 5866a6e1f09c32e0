package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIdentityTest {
    private static final Map<String, Object> CLAIMS = Map.of("sub", "ada", "exp", 4_000_000_000L);
    /** Its signature has characters that the two alphabets of base64 write differently. */
    private static final String JWT = Stream.generate(() -> Tokens.sign(CLAIMS))
            .filter(jwt -> jwt.substring(jwt.lastIndexOf('.')).matches(".*[-_].*"))
            .findFirst()
            .orElseThrow();
    /** The order of the group of P-256 (SEC 2, §2.4.2). */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    /** Other writings of the same token, which at least one library in use accepts. */
    static Stream<String> rewritten() {
        String signed = JWT.substring(0, JWT.lastIndexOf('.') + 1);
        String signature = JWT.substring(JWT.lastIndexOf('.') + 1);
        byte[] raw = Base64.getUrlDecoder().decode(signature);
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(raw, 32, 64));
        byte[] mirrored = Arrays.copyOf(raw, 64);
        byte[] negated = ORDER.subtract(s).toByteArray();
        Arrays.fill(mirrored, 32, 64, (byte) 0);
        int length = Math.min(32, negated.length);
        System.arraycopy(negated, negated.length - length, mirrored, 64 - length, length);
        char last = signature.charAt(signature.length() - 1);
        return Stream.of(
                signed + Base64.getUrlEncoder().withoutPadding().encodeToString(mirrored),
                // 64 bytes leave four unused bits in the last character
                signed + signature.substring(0, signature.length() - 1) + (char) (last + 1),
                signed + signature + "==",
                signed + signature.replace('-', '+').replace('_', '/'),
                signed + signature.substring(0, 10) + "~" + signature.substring(10),
                signed + signature + "!");
    }

    @ParameterizedTest
    @MethodSource("rewritten")
    void identity_signatureWrittenDifferently_isTheSame(String jwt) {
        assertThat(jwt).isNotEqualTo(JWT);
        assertThat(TokenIdentity.ofText(jwt)).isEqualTo(TokenIdentity.ofText(JWT));
    }

    @Test
    void mirroredSignature_realVerifier_isAccepted() throws Exception {
        // proves that the attack is real: without the signed text as identity it would pass
        String mirrored = rewritten().findFirst().orElseThrow();
        assertThat(SignedJWT.parse(mirrored).verify(new ECDSAVerifier(Tokens.KEY)))
                .isTrue();
    }

    @Test
    void identity_otherClaims_differs() {
        String other = Tokens.sign(Map.of("sub", "ada", "exp", 4_000_000_001L));
        assertThat(TokenIdentity.ofText(other)).isNotEqualTo(TokenIdentity.ofText(JWT));
    }

    @Test
    void identity_encryptedTokenWrittenDifferently_isTheSame() {
        String jwe = "eyJhbGciOiJSU0EtT0FFUCJ9.a-_k.aXY.Y2lwaGVy.dGFn";
        assertThat(TokenIdentity.ofText("eyJhbGciOiJSU0EtT0FFUCJ9.a+/k.aXZ.Y2lwaGVy.dGFn=="))
                .isEqualTo(TokenIdentity.ofText(jwe));
        assertThat(TokenIdentity.ofText("eyJhbGciOiJSU0EtT0FFUCJ9.a-_k.aXY.Y2lwaGVx.dGFn"))
                .isNotEqualTo(TokenIdentity.ofText(jwe));
    }

    @Test
    void identity_ofIssuerAndId_cannotBeShifted() {
        assertThat(TokenIdentity.ofId("ab", "c")).isNotEqualTo(TokenIdentity.ofId("a", "bc"));
        assertThat(TokenIdentity.ofId("issuer", "1")).isNotEqualTo(TokenIdentity.ofId("other", "1"));
    }

    @Test
    void identity_anyKind_showsNothingOfItsSource() {
        assertThat(TokenIdentity.ofUser("ada")).doesNotContain("ada").hasSize(43);
        assertThat(JWT).doesNotContain(TokenIdentity.ofText(JWT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "a.b", "a.b.c.d", "a..c", "a b.c.d", "Bearer a.b.c", "a.b.c.d.e.f"})
    void identity_noJwt_isRefusedWithoutRepeatingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenIdentity.ofText(text))
                .withMessageContaining("compact serialization")
                .satisfies(refused -> {
                    if (text.length() > 3) {
                        assertThat(refused.getMessage()).doesNotContain(text);
                    }
                });
    }

    @Test
    void identity_hugeText_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenIdentity.ofText("a.b." + "c".repeat(70_000)));
    }

    @Test
    void payload_signedToken_isItsJson() {
        assertThat(new String(TokenIdentity.payload(JWT), StandardCharsets.UTF_8))
                .isEqualTo(Base64URL.from(JWT.substring(JWT.indexOf('.') + 1, JWT.lastIndexOf('.')))
                        .decodeToString());
    }

    /** What a lenient server may hand on as the raw token of a caller that it has verified. */
    static Stream<String> rawTokens() {
        int inSignature = JWT.lastIndexOf('.') + 5;
        return Stream.concat(
                rewritten(),
                Stream.of(
                        " " + JWT,
                        JWT + "\n",
                        JWT.substring(0, inSignature) + " \t" + JWT.substring(inSignature),
                        JWT + "=".repeat(70_000)));
    }

    @ParameterizedTest
    @MethodSource("rawTokens")
    void identity_ofAVerifiedToken_isTheSameHoweverItIsWritten(String raw) {
        assertThat(TokenIdentity.ofVerified(raw)).isEqualTo(TokenIdentity.ofText(JWT));
    }
}
