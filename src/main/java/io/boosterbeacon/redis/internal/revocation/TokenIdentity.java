package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.codec.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The identity of tokens and users: a hash that stays the same if the same token is encoded in another way.
 *
 * <p>A signed token (RFC 7515 §7.1: three parts) is identified by its signed text, {@code header.payload}: the
 * signature can be encoded in several ways, the signed text cannot. An encrypted token (RFC 7516 §7.1: five parts) is
 * identified by its decoded parts.
 */
final class TokenIdentity {
    private static final int MAX_LENGTH = 65_536;
    private static final String SIGNED = "jws";
    private static final Pattern COMPACT =
            Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[^.\\s]+|[A-Za-z0-9_-]+(\\.[^.\\s]*){4}");

    private TokenIdentity() {}

    /** @throws IllegalArgumentException if the text is no JWT in compact form; the message does not contain the text */
    static String ofText(String jwt) {
        String[] parts = parts(jwt);
        return parts.length == 3 ? ofVerified(jwt) : Digest.of(encrypted(parts));
    }

    /**
     * Like {@link #ofText}, for the raw token of a caller that the server has verified. The result must equal that of
     * {@code ofText} for the same token, although libraries accept surrounding blanks and invalid characters in the
     * signature.
     */
    static String ofVerified(String raw) {
        String token = raw.trim();
        int first = token.indexOf('.');
        int second = first < 0 ? -1 : token.indexOf('.', first + 1);
        if (second >= 0 && token.indexOf('.', second + 1) < 0) {
            return Digest.ofBeginning(SIGNED, token, second);
        }
        String[] parts = token.split("\\.", -1);
        return parts.length == 5 ? Digest.of(encrypted(parts)) : Digest.of("raw", raw);
    }

    /** A token by its claims {@code iss} and {@code jti}. Ids are unique only within an issuer (RFC 7519 §4.1.7). */
    static String ofId(String issuer, String tokenId) {
        return Digest.of("jti", issuer, tokenId);
    }

    /** A user by name, regardless of the claim that contains it. */
    static String ofUser(String userId) {
        return Digest.of("user", userId);
    }

    /** A user of one issuer, identified by a claim. */
    static String ofUser(String issuer, String claim, String value) {
        return Digest.of("user", issuer, claim, value);
    }

    /** A user of any issuer, identified by a claim. */
    static String ofClaim(String claim, String value) {
        return Digest.of("user", claim, value);
    }

    /** A session, by the claims {@code iss} and {@code sid} (OpenID Connect Front-Channel Logout §3). */
    static String ofSession(String issuer, String session) {
        return Digest.of("sid", issuer, session);
    }

    /** The tokens of a client, by the claims {@code azp} (OpenID Connect Core §2) and {@code client_id} (RFC 9068 §2.2). */
    static String ofClient(String clientId) {
        return Digest.of("client", clientId);
    }

    /** The tokens of an issuer. */
    static String ofIssuer(String issuer) {
        return Digest.of("issuer", issuer);
    }

    /** The tokens with a value in a claim. */
    static String ofTokensWith(String claim, String value) {
        return Digest.of("claim", claim, value);
    }

    /** Who revokes or restores. */
    static String ofActor(String actor) {
        return Digest.of("actor", actor);
    }

    /** The JSON of a signed token's payload; empty for an encrypted token. */
    static byte[] payload(String jwt) {
        String[] parts = parts(jwt);
        return parts.length == 3 ? decode(parts[1]) : new byte[0];
    }

    private static String[] parts(String jwt) {
        if (jwt.length() > MAX_LENGTH || !COMPACT.matcher(jwt).matches()) {
            throw new IllegalArgumentException("the text (" + jwt.length()
                    + " characters) is not a JWT; accepted: a compact serialization of three or five parts, at most "
                    + MAX_LENGTH + " characters");
        }
        return jwt.split("\\.", -1);
    }

    private static List<byte[]> encrypted(String[] parts) {
        return Stream.concat(
                        Stream.of("jwe".getBytes(StandardCharsets.UTF_8)),
                        Arrays.stream(parts).map(TokenIdentity::decode))
                .toList();
    }

    /**
     * Decodes base64url as leniently as any JOSE library: accepts both alphabets, skips other characters, and drops
     * trailing bits. Texts that a library decodes to the same bytes give the same result here.
     */
    private static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = sextet(text.charAt(i));
            if (value >= 0) {
                buffer = (buffer << 6 | value) & 0xfff;
                bits += 6;
                if (bits >= 8) {
                    bits -= 8;
                    bytes.write(buffer >> bits);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static int sextet(char digit) {
        if (digit >= 'A' && digit <= 'Z') {
            return digit - 'A';
        }
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a' + 26;
        }
        if (digit >= '0' && digit <= '9') {
            return digit - '0' + 52;
        }
        return digit == '-' || digit == '+' ? 62 : digit == '_' || digit == '/' ? 63 : -1;
    }
}
