package io.boosterbeacon.redis.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** What stands for tokens, users, addresses and keys in the store: SHA-256, in base64url without padding. */
public final class Digest {
    private Digest() {}

    /** Hashes texts so that no two different lists give the same: each is preceded by its length. */
    public static String of(String... parts) {
        return of(List.of(parts).stream().map(Digest::bytes).toList());
    }

    /** UTF-8 has no lone surrogates: of a text that has one, its chars, after a byte that no UTF-8 begins with. */
    private static byte[] bytes(String text) {
        if (!hasLoneSurrogate(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer chars =
                ByteBuffer.allocate(1 + Character.BYTES * text.length()).put((byte) 0xFF);
        chars.asCharBuffer().put(text);
        return chars.array();
    }

    /** Asked of every key: a stream of code points would cost more than the hash of a short text. */
    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** Hashes byte strings so that no two different lists give the same. */
    public static String of(List<byte[]> parts) {
        MessageDigest sha256 = sha256();
        for (byte[] part : parts) {
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            sha256.update(part);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
