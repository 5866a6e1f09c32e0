package io.boosterbeacon.redis.internal.codec;

import java.util.List;

/** Hashes that represent tokens, users, addresses and keys in the store: SHA-256, in base64url without padding. */
public final class Digest {
    private Digest() {}

    /** Hashes a list of texts. Each is preceded by its length, so that different lists have different hashes. */
    public static String of(String... parts) {
        Hasher hasher = Hasher.acquire();
        for (String part : parts) {
            hasher.add(part, part.length());
        }
        return hasher.finish();
    }

    /** The same as {@link #of(String...)} of two texts, where the second is the beginning of a longer text. */
    public static String ofBeginning(String first, String text, int length) {
        Hasher hasher = Hasher.acquire();
        hasher.add(first, first.length());
        hasher.add(text, length);
        return hasher.finish();
    }

    /** Hashes a list of byte arrays. Different lists have different hashes. */
    public static String of(List<byte[]> parts) {
        Hasher hasher = Hasher.acquire();
        for (byte[] part : parts) {
            hasher.add(part);
        }
        return hasher.finish();
    }
}
