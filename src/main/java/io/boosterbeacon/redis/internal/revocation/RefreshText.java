package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.codec.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The text of a refresh token: {@code <id of its family>.<secret>}, both in base64url. The id has 128 random bits, the
 * secret 256. Texts are compared as they are: a re-encoded one is another token.
 */
final class RefreshText {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{22})\\.[A-Za-z0-9_-]{43}");
    private static final int LENGTH = 22 + 1 + 43;
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final String id;
    private final String text;

    private RefreshText(String id, String secret) {
        this.id = id;
        this.text = id + "." + secret;
    }

    /** The first token of a new family. */
    static RefreshText first(SecureRandom random) {
        return new RefreshText(random(random, ID_BYTES), random(random, SECRET_BYTES));
    }

    /** A text that a client has presented; empty if it is no refresh token. */
    static Optional<RefreshText> parse(String presented) {
        if (presented.length() != LENGTH || !FORM.matcher(presented).matches()) {
            return Optional.empty();
        }
        int dot = presented.indexOf('.');
        return Optional.of(new RefreshText(presented.substring(0, dot), presented.substring(dot + 1)));
    }

    /** A new salt for {@link #successor}. */
    static String salt(SecureRandom random) {
        return random(random, ID_BYTES);
    }

    /**
     * The token that replaces this one: its secret is the HMAC (RFC 2104) of the salt, with this text as the key. The same
     * salt gives the same token. Neither who has only the salt, as the store has, nor who has only this text can compute it.
     */
    RefreshText successor(String salt) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.US_ASCII), HMAC));
            return new RefreshText(id, encoded(mac.doFinal(salt.getBytes(StandardCharsets.US_ASCII))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    /** The hash of the family. */
    String family() {
        return Digest.of("refresh-family", id);
    }

    /** The hash of the token. */
    String hash() {
        return Digest.of("refresh", text);
    }

    /** What the client gets. */
    String secretText() {
        return text;
    }

    private static String random(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return encoded(drawn);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
