package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagTest {
    private static final EntityTag TAG = new EntityTag("abc");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"abc\" | true",
                "W/\"abc\" | true",
                "* | true",
                "` * ` | true",
                "\"x\", W/\"abc\" | true",
                "\"x\",\"abc\",\"y\" | true",
                "\"a,b\" , \"abc\" | true",
                "\"x\" | false",
                "\"\" | false",
                "abc | false",
                "\"ABC\" | false",
                "\"x\", * | false",
                "\"x,abc\" | false",
                "\" | false",
                "`` | false"
            })
    void ifNoneMatch_byWeakComparison_namesTheTagOrAny(String field, boolean named) {
        assertThat(TAG.isIn(field)).isEqualTo(named);
    }

    @Test
    void requestWithoutIfNoneMatch_namesNoTag() {
        assertThat(TAG.isIn(null)).isFalse();
    }

    @Test
    void tag_isWeak_andDistinguishesValuesAndRepresentations() {
        EntityTag tag = EntityTag.of("digest", "text/plain", "");

        assertThat(tag.toString()).matches("W/\"[A-Za-z0-9_-]{22}\"");
        assertThat(EntityTag.of("digest", "text/plain", "")).isEqualTo(tag);
        assertThat(Stream.of(
                        EntityTag.of("other", "text/plain", ""),
                        EntityTag.of("digest", "text/html", ""),
                        EntityTag.of("digest", "text/plain", "de"),
                        EntityTag.of("digest", "text/plain")))
                .doesNotHaveDuplicates()
                .doesNotContain(tag);
    }
}
