package io.boosterbeacon.redis.internal.jose;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.TrustedIssuer;
import io.boosterbeacon.redis.internal.jose.Verification.Forged;
import io.boosterbeacon.redis.internal.jose.Verification.Signed;
import io.boosterbeacon.redis.internal.jose.Verification.Unsupported;
import java.util.List;
import java.util.Optional;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** The signed examples of RFC 7515, Appendix A. */
class RfcVectorsTest {
    private static final String PAYLOAD =
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn" + "VlfQ";

    /** A.2 */
    private static final String RSA_MODULUS =
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0B"
                    + "m4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5"
                    + "z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7"
                    + "aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

    private static final String RS256 = "eyJhbGciOiJSUzI1NiJ9." + PAYLOAD + "."
            + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2F"
            + "p5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQB"
            + "MHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeY"
            + "I2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    /** A.3 */
    private static final String ES256 = "eyJhbGciOiJFUzI1NiJ9." + PAYLOAD + "."
            + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    /** The other signature that the same key accepts for the same text: (r, n - s). */
    private static final String ES256_TWIN = "eyJhbGciOiJFUzI1NiJ9." + PAYLOAD + "."
            + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmU69fgrc8OPGycO0lD3tat_FoFp57SETepkeks4eL_QfA";

    /** A.1 */
    private static final String HS256 =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + PAYLOAD + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    /** A.5 */
    private static final String UNSECURED = "eyJhbGciOiJub25lIn0." + PAYLOAD + ".";

    private static final String KEYS = "{\"keys\":["
            + "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"},"
            + "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" + RSA_MODULUS + "\"},"
            + "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
            + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

    private static TokenVerifier verifier() throws JoseException {
        TrustedIssuer joe = new TrustedIssuer(
                "joe", "joe", Optional.empty(), Optional.empty(), List.of(), List.of(), List.of("RS256", "ES256"));
        return new TokenVerifier(List.of(new IssuerKeys(joe, KeySet.fixed(KeySetFormat.set(KEYS)))));
    }

    @Test
    void examples_withAPublicKey_areSigned() throws Exception {
        for (String jwt : List.of(RS256, ES256, ES256_TWIN)) {
            assertThat(verifier().verify(jwt)).isInstanceOfSatisfying(Signed.class, signed -> assertThat(
                            signed.token().getExpirationTime())
                    .isEqualTo(1_300_819_380L));
        }
    }

    @Test
    void examples_withAnotherSignature_areForged() throws Exception {
        String another = ES256.substring(0, ES256.lastIndexOf('.')) + RS256.substring(RS256.lastIndexOf('.'));
        String changed = RS256.replace(".cC4h", ".cC4i");
        for (String jwt : List.of(another, changed)) {
            assertThat(verifier().verify(jwt)).isInstanceOf(Forged.class);
        }
    }

    /** Although the key of the HMAC is in the set. */
    @Test
    void examples_withoutAPublicKey_areNotSupported() throws Exception {
        assertThat(verifier().verify(HS256)).isInstanceOf(Unsupported.class);
        assertThat(verifier().verify(UNSECURED)).isInstanceOf(Unsupported.class);
    }
}
