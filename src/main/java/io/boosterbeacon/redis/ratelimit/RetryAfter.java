package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the field {@code Retry-After} of RFC 9110 §10.2.3. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("[0-9]++");
    private static final int MAX_DIGITS = 15;
    private static final int MAX_LENGTH = 64;
    private static final Duration LONGEST = Duration.ofSeconds(999_999_999_999_999L);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern(
                    "EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private RetryAfter() {}

    /**
     * Reads the time to wait.
     *
     * @param retryAfter the value of the field; null without it
     * @param date the value of the response's field {@code Date}. A date is relative to it, so that the clock of the
     *     remote server does not matter
     * @param now the time if there is no such field
     * @return at least zero; empty if the field is missing or cannot be read
     */
    static Optional<Duration> read(@Nullable String retryAfter, @Nullable String date, Instant now) {
        if (retryAfter == null) {
            return Optional.empty();
        }
        String text = retryAfter.strip();
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(seconds(text));
        }
        return date(text, now).map(end -> {
            Duration time = Duration.between(
                    Optional.ofNullable(date)
                            .flatMap(sent -> date(sent.strip(), now))
                            .orElse(now),
                    end);
            return time.isNegative() ? Duration.ZERO : time;
        });
    }

    private static Duration seconds(String digits) {
        String number = digits.replaceFirst("^0++(?=.)", "");
        return number.length() > MAX_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(number));
    }

    /** The three forms of RFC 9110 §5.6.7. */
    private static Optional<Instant> date(String text, Instant now) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        for (DateTimeFormatter form : List.of(DateTimeFormatter.RFC_1123_DATE_TIME, rfc850(now), ASCTIME)) {
            try {
                return Optional.of(ZonedDateTime.parse(text, form).toInstant());
            } catch (DateTimeParseException e) {
                // the next form
            }
        }
        return Optional.empty();
    }

    /** Years of two digits are at most 50 years in the future. */
    private static DateTimeFormatter rfc850(Instant now) {
        int year = now.atZone(ZoneOffset.UTC).getYear();
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, year - 49)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
    }
}
