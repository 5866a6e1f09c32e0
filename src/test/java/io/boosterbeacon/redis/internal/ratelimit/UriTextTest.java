package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request's URI says about the subject, however it is written. */
class UriTextTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none",
                "'', none",
                "id, none",
                "id=, none",
                "id=7, 7",
                "id=7&id=8, 7",
                "id=&id=8, none",
                "x=1&id=7&y=2, 7",
                "idx=1&id=7, 7",
                "x=id&id=7, 7",
                "&&id=7, 7",
                "i%64=7, 7",
                "id=a=b, a=b",
                "id=a+b%2Bc, a b+c",
                "id=%C3%A4, \u00e4",
                "id=%c3%a4, \u00e4",
                "id=%zz, %zz",
                "id=%4, %4",
                "id=%, %",
                "id=%-1, %-1",
                "id=%FF, \ufffd",
                "ID=7, none",
            })
    void queryParameter_anyQuery_isTheFirstValueDecoded(@Nullable String query, @Nullable String value) {
        assertThat(UriText.queryParameter(query, "id")).isEqualTo(Optional.ofNullable(value));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'', none",
                "7, 7",
                "7;a=b, 7",
                ";a=b, none",
                "a%3Bb, a;b",
                "a%2Fb, a/b",
                "a+b, a+b",
                "%E2%82%AC, \u20ac",
                "%zz, %zz"
            })
    void pathParameter_anySegment_isDecodedWithoutMatrixParameters(String encoded, @Nullable String value) {
        assertThat(UriText.pathParameter(Map.of("id", List.of(encoded, "other")), "id"))
                .isEqualTo(Optional.ofNullable(value));
        assertThat(UriText.pathParameter(Map.of("id", List.of(encoded)), "part"))
                .isEmpty();
    }

    @Property
    void anyText_neverFails(@ForAll String text) {
        assertThat(UriText.decode(text)).isNotNull();
        assertThat(UriText.queryParameter(text, "id")).isNotNull();
    }

    /** Some servers accept long queries. */
    @ParameterizedTest
    @ValueSource(strings = {"&", "x&", "=", "%", "+", "%zz&"})
    void queryParameter_longQuery_isReadInOnePass(String part) {
        String query = part.repeat(500_000);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(UriText.queryParameter(query, "id"))
                .isEmpty());
    }
}
