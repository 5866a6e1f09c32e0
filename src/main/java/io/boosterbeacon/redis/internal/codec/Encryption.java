package io.boosterbeacon.redis.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM with several keys: the first encrypts, all decrypt. The id of the key and a random initialization vector come
 * before the encrypted content. The bytes before them, and the identity of the entry, are authenticated, too: bytes that
 * were moved to another entry are not decrypted. Thread-safe.
 */
final class Encryption {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final int IV = 12;
    private static final int TAG_BITS = 128;

    /** The number of bytes that encryption adds. */
    static final int OVERHEAD = Integer.BYTES + IV + TAG_BITS / Byte.SIZE;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<EncryptionKey> keys;
    private final SecretKeySpec macKey;

    /** @param keys at least one */
    Encryption(List<EncryptionKey> keys) {
        this.keys = List.copyOf(keys);
        this.macKey = macKey(keys.get(0));
    }

    /** A key of its own: one key must not serve two algorithms. */
    private static SecretKeySpec macKey(EncryptionKey key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("beacon digest key".getBytes(StandardCharsets.UTF_8));
            return new SecretKeySpec(digest.digest(key.key().getEncoded()), MAC);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Encrypts content, and returns it after a header.
     *
     * @param header authenticated, not encrypted
     */
    byte[] encrypt(byte[] header, byte[] content, String cache, String key) {
        EncryptionKey first = keys.get(0);
        byte[] iv = new byte[IV];
        RANDOM.nextBytes(iv);
        ByteBuffer bytes = ByteBuffer.allocate(header.length + content.length + OVERHEAD);
        bytes.put(header).putInt(first.id()).put(iv);
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.ENCRYPT_MODE, first.key(), new GCMParameterSpec(TAG_BITS, iv));
            authenticate(cipher, bytes.array(), header.length, cache, key);
            cipher.doFinal(ByteBuffer.wrap(content), bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
        return bytes.array();
    }

    /**
     * Decrypts what {@link #encrypt} has returned.
     *
     * @param header the length of the header
     * @throws GeneralSecurityException if no key fits, or anything has been changed
     */
    byte[] decrypt(byte[] bytes, int header, String cache, String key) throws GeneralSecurityException {
        int from = header + Integer.BYTES + IV;
        if (bytes.length < header + OVERHEAD) {
            throw new GeneralSecurityException("too short");
        }
        int id = ByteBuffer.wrap(bytes).getInt(header);
        GeneralSecurityException failure = new GeneralSecurityException("unknown key");
        for (EncryptionKey each : keys) {
            if (each.id() == id) {
                try {
                    Cipher cipher = Cipher.getInstance(ALGORITHM);
                    cipher.init(
                            Cipher.DECRYPT_MODE,
                            each.key(),
                            new GCMParameterSpec(TAG_BITS, bytes, header + Integer.BYTES, IV));
                    authenticate(cipher, bytes, header, cache, key);
                    return cipher.doFinal(bytes, from, bytes.length - from);
                } catch (GeneralSecurityException e) {
                    failure = e;
                }
            }
        }
        throw failure;
    }

    /** A hash of two texts that only those who have the first key can compute. The first has a fixed length. */
    byte[] mac(byte[] first, byte[] second) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(macKey);
            mac.update(first);
            return mac.doFinal(second);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " is not available", e);
        }
    }

    private static void authenticate(Cipher cipher, byte[] bytes, int header, String cache, String key) {
        cipher.updateAAD(bytes, 0, header + Integer.BYTES);
        byte[] name = cache.getBytes(StandardCharsets.UTF_8);
        // with its length, so that different pairs are different bytes
        cipher.updateAAD(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
        cipher.updateAAD(name);
        cipher.updateAAD(key.getBytes(StandardCharsets.UTF_8));
    }
}
