package io.boosterbeacon.redis.internal.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client and the hash of its secret. The text of it does not contain the hash. */
public final class ClientSecret {
    private static final Pattern HASH = Pattern.compile("sha256:([0-9A-Fa-f]{64})");
    private static final int MIN_LENGTH = 8;
    /** Random letters and digits of this length cannot be guessed. */
    private static final int SAFE_LENGTH = 32;

    private final String id;
    private final byte[] sha256;
    private final boolean isShort;

    private ClientSecret(String id, byte[] sha256, boolean isShort) {
        this.id = id;
        this.sha256 = sha256;
        this.isShort = isShort;
    }

    /** The message about a secret does not contain it. */
    static ClientSecret read(Values values, String id) {
        String property = property(id);
        String accepted = "a secret of at least " + MIN_LENGTH
                + " characters, or sha256: and the 64 hexadecimal digits of the hash of a random one";
        String text = values.text(property)
                .orElseThrow(() -> new ConfigProblem(property + " is missing; accepted: " + accepted));
        Matcher hash = HASH.matcher(text);
        if (hash.matches()) {
            return new ClientSecret(id, HexFormat.of().parseHex(hash.group(1)), false);
        }
        if (text.length() < MIN_LENGTH || text.startsWith("sha256:")) {
            throw ConfigProblem.of(property, text.length() + " characters", accepted);
        }
        return new ClientSecret(id, sha256(text), text.length() < SAFE_LENGTH);
    }

    private static String property(String id) {
        return "beacon.revocation.client.\"" + id + "\".secret";
    }

    public String id() {
        return id;
    }

    /** A warning if the secret is short; without the secret. */
    Optional<String> warning() {
        return isShort
                ? Optional.of(property(id) + " has fewer than " + SAFE_LENGTH
                        + " characters: it is accepted, but may be guessed")
                : Optional.empty();
    }

    /** Whether this is the secret. Takes the same time for all texts of a length. */
    public boolean is(String secret) {
        return MessageDigest.isEqual(sha256, sha256(secret));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "client " + id;
    }
}
