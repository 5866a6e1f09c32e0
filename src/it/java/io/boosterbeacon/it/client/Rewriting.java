package io.boosterbeacon.it.client;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same signed token in other writings. Each is accepted by a library in use: base64 is decoded leniently, and of
 * each signature of an elliptic curve there are two (SEC 1 §4.1.4).
 */
public final class Rewriting {
    /** The order of the group of P-256 (SEC 2 §2.4.2). */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    /** A signature of P-256: r and s, one after the other. */
    private static final int HALF = 32;

    private Rewriting() {}

    /** The other writings of a token by what distinguishes them. Its signature must have a {@code -} or {@code _}. */
    public static Map<String, String> of(String token) {
        String signed = token.substring(0, token.lastIndexOf('.') + 1);
        String signature = token.substring(signed.length());
        String beginning = signature.substring(0, signature.length() - 1);
        Map<String, String> all = new LinkedHashMap<>();
        // signatures of 64 and of 256 bytes leave four unused bits in the last character
        all.put("trailing bits", signed + beginning + (char) (signature.charAt(beginning.length()) + 1));
        all.put("other alphabet", signed + signature.replace('-', '+').replace('_', '/'));
        all.put("padding", signed + signature + "==");
        all.put("junk inside", signed + signature.substring(0, 10) + "~" + signature.substring(10));
        all.put("junk behind", token + "!");
        byte[] decoded = Base64.getUrlDecoder().decode(signature);
        if (decoded.length == 2 * HALF) {
            all.put(
                    "(r, n - s)",
                    signed + Base64.getUrlEncoder().withoutPadding().encodeToString(mirrored(decoded)));
        }
        return all;
    }

    /** The headers with which one of two tokens, or both, can be sent: names and values in turn. */
    public static Map<String, List<String>> headers(String token, String other) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("as it is", List.of("Authorization", "Bearer " + token));
        of(token).forEach((name, rewritten) -> {
            all.put(name, List.of("Authorization", "Bearer " + rewritten));
            all.put(name + " in a cookie", cookie(rewritten));
        });
        all.put("lower case", List.of("Authorization", "bearer " + token));
        all.put("upper case", List.of("Authorization", "BEARER " + token));
        all.put("two blanks", List.of("Authorization", "Bearer  " + token));
        all.put("two headers", List.of("Authorization", "Bearer " + token, "Authorization", "Bearer " + other));
        all.put(
                "two headers, reversed",
                List.of("Authorization", "Bearer " + other, "Authorization", "Bearer " + token));
        all.put("two in a header", List.of("Authorization", "Bearer " + other + ", Bearer " + token));
        all.put("cookie", cookie(token));
        List<String> both = new ArrayList<>(List.of("Authorization", "Bearer " + other));
        both.addAll(cookie(token));
        all.put("header and cookie", both);
        return all;
    }

    /** With the name that MicroProfile JWT 2.1 §9.2.2 gives the cookie. */
    private static List<String> cookie(String token) {
        return List.of("Cookie", "Bearer=" + token);
    }

    private static byte[] mirrored(byte[] signature) {
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, HALF, 2 * HALF));
        byte[] negated = ORDER.subtract(s).toByteArray();
        byte[] mirrored = Arrays.copyOf(signature, 2 * HALF);
        Arrays.fill(mirrored, HALF, 2 * HALF, (byte) 0);
        int length = Math.min(HALF, negated.length);
        System.arraycopy(negated, negated.length - length, mirrored, 2 * HALF - length, length);
        return mirrored;
    }
}
