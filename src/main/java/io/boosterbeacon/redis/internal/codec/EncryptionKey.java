package io.boosterbeacon.redis.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** An AES key of an application. Its text form does not contain the key. */
public final class EncryptionKey {
    private final SecretKey key;
    private final int id;

    private EncryptionKey(SecretKey key, int id) {
        this.key = key;
        this.id = id;
    }

    /** Whether AES has keys of this length. */
    public static boolean isLength(int bytes) {
        return bytes == 16 || bytes == 24 || bytes == 32;
    }

    /**
     * Creates a key.
     *
     * @param bytes 16, 24 or 32 bytes; copied
     */
    public static EncryptionKey of(byte[] bytes) {
        if (!isLength(bytes.length)) {
            throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes, not " + bytes.length);
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("beacon encryption key".getBytes(StandardCharsets.UTF_8));
            return new EncryptionKey(
                    new SecretKeySpec(bytes, "AES"),
                    ByteBuffer.wrap(digest.digest(bytes)).getInt());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    SecretKey key() {
        return key;
    }

    /** Identifies the key in stored bytes; a part of its hash. */
    int id() {
        return id;
    }

    @Override
    public String toString() {
        return "EncryptionKey[id=" + Integer.toHexString(id) + "]";
    }
}
