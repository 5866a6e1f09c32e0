package io.boosterbeacon.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No two different lists of texts have the same hash. */
class DigestTest {
    @Test
    void digests_ofDifferentTexts_differ() {
        assertThat(List.of(
                        Digest.of("ab", "c"),
                        Digest.of("a", "bc"),
                        Digest.of("abc"),
                        Digest.of("abc", ""),
                        Digest.of("?"),
                        Digest.of("\uD800"),
                        Digest.of("\uD801"),
                        Digest.of("\uDC00\uD800"),
                        Digest.of("\uD800\uDC00"),
                        Digest.of("\u00e9"),
                        Digest.of("e\u0301")))
                .doesNotHaveDuplicates();
    }

    @Test
    void digest_ofAText_isThatOfItsUtf8() {
        assertThat(Digest.of("a\u00e9\uD83D\uDE00"))
                .isEqualTo(Digest.of(List.of("a\u00e9\uD83D\uDE00".getBytes(StandardCharsets.UTF_8))));
    }

    /** Texts of many lengths, so that their beginnings and ends fall everywhere within and between the buffers. */
    @Test
    void digest_ofTexts_isTheHashOfTheirLengthsAndBytes() throws Exception {
        for (int length : new int[] {0, 1, 43, 500, 503, 504, 505, 506, 507, 508, 509, 511, 512, 513, 1_020, 5_000}) {
            for (String last : List.of("", "a", "b".repeat(600))) {
                for (String character : List.of("x", "\u00e9")) {
                    List<String> texts = List.of("key", character.repeat(length), last);
                    assertThat(Digest.of(texts.toArray(String[]::new)))
                            .as("%d of %s, %d", length, character, last.length())
                            .isEqualTo(hash(texts));
                }
            }
        }
    }

    private static String hash(List<String> texts) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            data.writeInt(utf8.length);
            data.write(utf8);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    }
}
