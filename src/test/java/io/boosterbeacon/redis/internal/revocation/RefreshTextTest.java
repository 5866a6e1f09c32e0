package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTextTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String TOKEN = ID + "." + "B".repeat(43);

    @Test
    void tokens_ofAChain_areOfOneFamilyAndAllDifferent() {
        RefreshText first = RefreshText.first(RANDOM);
        Set<String> texts = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        RefreshText current = first;
        for (int i = 0; i < 100; i++) {
            texts.add(current.secretText());
            hashes.add(current.hash());
            assertThat(current.family()).isEqualTo(first.family()).hasSize(43);
            assertThat(current.secretText()).matches("[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}");
            current = current.successor(RefreshText.salt(RANDOM));
        }
        assertThat(texts).hasSize(100);
        assertThat(hashes).hasSize(100).doesNotContainAnyElementsOf(texts);
        assertThat(RefreshText.first(RANDOM).family()).isNotEqualTo(first.family());
    }

    @Test
    void successor_withTheSameSalt_isTheSame() {
        RefreshText token = RefreshText.parse(TOKEN).orElseThrow();

        assertThat(token.successor("salt").secretText())
                .isEqualTo(
                        RefreshText.parse(TOKEN).orElseThrow().successor("salt").secretText())
                .isNotEqualTo(token.successor("salt2").secretText());
    }

    /** Nodes of all versions must compute the same successor: HMAC-SHA256 of "salt", computed by another implementation. */
    @Test
    void successor_isTheHmacOfTheSalt() {
        assertThat(RefreshText.parse(TOKEN).orElseThrow().successor("salt").secretText())
                .isEqualTo(ID + ".Magh-6IZXjuc_xqsuKf92UL_DS_Du5-iaAKNr8Xop8M");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "AAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
                "AAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
                "AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=",
                "AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\n",
                "AAAAAAAAAAAAAAAAAAAAA+.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
                "AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBé",
                " AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
            })
    void text_ofAnotherForm_isNoToken(String presented) {
        assertThat(RefreshText.parse(presented)).isEmpty();
        assertThat(RefreshText.parse(TOKEN)).isPresent();
    }
}
