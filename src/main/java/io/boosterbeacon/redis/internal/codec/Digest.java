package io.boosterbeacon.redis.internal.codec;

import java.util.List;

/** What stands for tokens, users, addresses and keys in the store: SHA-256, in base64url without padding. */
public final class Digest {
    private Digest() {}

    /** Hashes texts so that no two different lists give the same: each is preceded by its length. */
    public static String of(String... parts) {
        Hasher hasher = Hasher.take();
        for (String part : parts) {
            hasher.add(part, part.length());
        }
        return hasher.end();
    }

    /** As {@link #of(String...)} of two texts, the second of which is the beginning of a longer one. */
    public static String ofBeginning(String first, String text, int length) {
        Hasher hasher = Hasher.take();
        hasher.add(first, first.length());
        hasher.add(text, length);
        return hasher.end();
    }

    /** Hashes byte strings so that no two different lists give the same. */
    public static String of(List<byte[]> parts) {
        Hasher hasher = Hasher.take();
        for (byte[] part : parts) {
            hasher.add(part);
        }
        return hasher.end();
    }
}
