package io.boosterbeacon.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
}
