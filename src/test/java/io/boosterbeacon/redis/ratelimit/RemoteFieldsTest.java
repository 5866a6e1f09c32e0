package io.boosterbeacon.redis.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of remote servers, which may send anything. */
class RemoteFieldsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Optional<Duration> retryAfter(@Nullable String field) {
        return RetryAfter.read(field, null, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "120 | PT2M",
                " 7  | PT7S",
                "007 | PT7S",
                "999999999999999 | PT277777777777H46M39S",
                "99999999999999999999999999 | PT277777777777H46M39S",
                "0000000000000000000000000001 | PT1S",
                "Sun, 01 Mar 2026 12:00:30 GMT | PT30S",
                "Sunday, 01-Mar-26 12:00:30 GMT | PT30S",
                "Sun Mar  1 12:00:30 2026 | PT30S",
                "Sun, 01 Mar 2026 11:59:59 GMT | PT0S",
                "Fri, 01 Mar 1996 12:00:00 GMT | PT0S",
                "Friday, 01-Mar-96 12:00:00 GMT | PT0S",
                "Fri, 31 Dec 9999 23:59:59 GMT | PT69897203H59M59S",
            })
    void retryAfter_ofEachForm_isATime(String field, Duration time) {
        assertThat(retryAfter(field)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+5",
                "1.5",
                "5s",
                "PT5S",
                "5, 7",
                "soon",
                "\u0665",
                "NaN",
                "1e3",
                "Mon, 01 Mar 2026 12:00:30 GMT", // it is a Sunday
                "Sun, 32 Mar 2026 12:00:30 GMT",
                "Sun, 01 Mar 2026 25:00:30 GMT",
                "2026-03-01T12:00:30Z",
                "Sunday, 01-Mar-2026 12:00:30 GMT",
                "Sun Mar 01 12:00:30 PST 2026",
                "\u0000",
                "'; DROP TABLE"
            })
    void retryAfter_ofNoForm_isMissing(String field) {
        assertThat(retryAfter(field)).isEmpty();
    }

    @Test
    void retryAfter_withoutTheField_isMissing() {
        assertThat(retryAfter(null)).isEmpty();
    }

    /** The clock of the remote server is an hour slow. */
    @Test
    void dateOfRetryAfter_isRelativeToTheDateOfTheResponse() {
        assertThat(RetryAfter.read("Sun, 01 Mar 2026 11:00:30 GMT", "Sun, 01 Mar 2026 11:00:00 GMT", NOW))
                .contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.read("Sun, 01 Mar 2026 12:00:30 GMT", "yesterday", NOW))
                .contains(Duration.ofSeconds(30));
    }

    @Property
    void retryAfter_ofAnyText_isNoException(@ForAll @StringLength(max = 200) String field, @ForAll String date) {
        assertThat(RetryAfter.read(field, date, NOW).orElse(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"default\";r=0;t=30 | PT30S",
                "\"burst\";r=0;t=1, \"daily\";r=0;t=3600 | PT1H",
                "\"burst\";r=0;t=1,\"daily\";r=5;t=3600 | PT1S",
                "\"a, \\\"b\\\\\";r=0; t=7 | PT7S",
                "\"pk\";r=0;t=7;pk=:cHsdsRa894==: | PT7S",
                "token/of:a;t=9;x;r=0;y=?1;z=1.5 | PT9S",
                "\"twice\";r=5;t=1;r=0;t=2 | PT2S",
                "\"long\";r=0;t=999999999999999 | PT277777777777H46M39S",
                "5;r=0;t=2 | PT2S",
            })
    void exhausted_ofAList_isTheLongestTimeWithoutQuota(String field, Duration time) {
        assertThat(RemoteLimits.exhausted(field)).contains(time);
        assertThat(Parser.parseList(field).get()).isNotEmpty();
    }

    /** RFC 9651 has added two types to RFC 8941, which the other parser follows. */
    @Test
    void exhausted_withDatesAndDisplayStrings_isRead() {
        assertThat(RemoteLimits.exhausted("\"new\";r=0;d=@1659578233;s=%\"f%c3%bc\";t=9"))
                .contains(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"default\";r=1;t=30",
                "\"default\";r=0",
                "\"default\";t=5",
                "\"default\";r=0;t=-5",
                "\"default\";r=0;t=5,",
                "\"default;r=0;t=5",
                "\"default\";r=0;t=5 \"x\"",
                "\"default\";R=0;T=5",
                "\"default\";r=0;t=",
                "\"default\";r=0;t=5;",
                "\"default\";r=00000000000000000;t=5",
                "\"default\";r=0;t=1000000000000000",
                "\"default\";r=0;t=\"5\"",
                "\"default\";r=0;t=5.0",
                "\"d\u00e9fault\";r=0;t=5",
                "limit=100, remaining=0, reset=5",
                "\"\\x\";r=0;t=5",
                "\"\\",
                ";r=0;t=5",
                "(\"inner\");r=0;t=5"
            })
    void exhausted_ofAnythingElse_isMissing(String field) {
        assertThat(RemoteLimits.exhausted(field)).isEmpty();
    }

    @Test
    void exhausted_ofAHugeField_isMissing() {
        assertThat(RemoteLimits.exhausted("\"default\";r=0;t=5" + ";x".repeat(5_000)))
                .isEmpty();
        assertThat(RemoteLimits.exhausted("\"" + "\\\"".repeat(4_000) + "\";r=0;t=5"))
                .contains(Duration.ofSeconds(5));
        assertThat(RemoteLimits.exhausted(null)).isEmpty();
    }

    /** Fields of the characters that mean something, without base64, whose errors RFC 9651 does not define. */
    @Property(tries = 20_000)
    void exhausted_ofAnyText_isMissingWhereAnotherParserFails(
            @ForAll @IntRange(max = 3) int items,
            @ForAll
                    @StringLength(max = 8)
                    @net.jqwik.api.constraints.Chars({
                        '"', '\\', ';', '=', ',', ' ', '?', '.', '-', 'r', 't', '0', '1', '\t', '\u00e9'
                    })
                    String text) {
        String field = "\"a\";r=0;t=5,".repeat(items) + "\"b\";r=0;t=" + text;

        Optional<Duration> exhausted = RemoteLimits.exhausted(field);

        if (!isList(field)) {
            assertThat(exhausted).isEmpty();
        } else if (items > 0) {
            assertThat(exhausted).isPresent();
        }
    }

    private static boolean isList(String field) {
        try {
            Parser.parseList(field);
            return true;
        } catch (ParseException e) {
            return false;
        }
    }

    @Property
    void exhausted_ofAnyText_isNoException(
            @ForAll @StringLength(max = 100) @CharRange(from = '\u0000', to = '\u00ff') String field) {
        assertThat(RemoteLimits.exhausted(field).orElse(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
