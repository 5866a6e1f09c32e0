package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts the text of properties into values. A value that is out of range is a {@link ConfigProblem}. */
final class Values {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)?");
    private static final String DURATION_FORMS = "a duration such as 250ms, 5s, 10m, 24h, 7d or PT5S";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([KMG]i?B|B)?", Pattern.CASE_INSENSITIVE);
    private static final String SIZE_FORMS = "a size such as 512KiB, 64MiB, 2GiB or a number of bytes";

    /** The packages of the enums of annotations. */
    private static final Set<String> OF_ANNOTATIONS =
            Set.of(RateLimit.class.getPackageName(), RevocationCheck.class.getPackageName());

    private static final Set<ChronoUnit> UNITS = EnumSet.range(ChronoUnit.MILLIS, ChronoUnit.DAYS);

    private final Function<String, Optional<String>> properties;

    Values(Function<String, Optional<String>> properties) {
        this.properties = properties;
    }

    Optional<String> text(String name) {
        return properties.apply(name).map(String::trim).filter(value -> !value.isEmpty());
    }

    boolean flag(String name, boolean defaultValue) {
        return text(name).map(value -> flagOf(name, value)).orElse(defaultValue);
    }

    static boolean flagOf(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ConfigProblem.of(name, value, "true or false");
        };
    }

    /** The items of a list that commas separate. As in MicroProfile Config, a backslash escapes a comma. */
    static List<String> listOf(String value) {
        return Arrays.stream(value.split("(?<!\\\\),", -1))
                .map(item -> item.replace("\\,", ",").trim())
                .toList();
    }

    long number(String name, long defaultValue, long min, long max) {
        return text(name).map(value -> numberOf(name, value, min, max)).orElse(defaultValue);
    }

    static long numberOf(String name, String value, long min, long max) {
        String accepted = "a whole number from " + min + " to " + max;
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw ConfigProblem.of(name, value, accepted);
    }

    Duration millis(String name, long defaultValue, long min, long max) {
        return text(name)
                .map(value -> {
                    try {
                        return numberOf(name, value, min, max);
                    } catch (ConfigProblem e) {
                        throw ConfigProblem.of(name, value, "milliseconds, from " + min + " to " + max);
                    }
                })
                .map(Duration::ofMillis)
                .orElse(Duration.ofMillis(defaultValue));
    }

    Duration duration(String name, Duration defaultValue, Duration min, Duration max) {
        return text(name)
                .map(value -> {
                    Duration duration = parse(value).orElseThrow(() -> ConfigProblem.of(name, value, DURATION_FORMS));
                    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                        throw ConfigProblem.of(name, value, DURATION_FORMS + ", from " + min + " to " + max);
                    }
                    return duration;
                })
                .orElse(defaultValue);
    }

    /** A size in bytes. The units are powers of 1024, with or without the i. */
    long size(String name, long defaultValue, long min, long max) {
        return text(name)
                .map(value -> {
                    Matcher matcher = SIZE.matcher(value);
                    long size = matcher.matches() ? Long.parseLong(matcher.group(1)) << shift(matcher.group(2)) : -1;
                    if (size < min || size > max) {
                        throw ConfigProblem.of(name, value, SIZE_FORMS + ", from " + min + " to " + max + " bytes");
                    }
                    return size;
                })
                .orElse(defaultValue);
    }

    private static int shift(@Nullable String unit) {
        return switch (unit == null ? 'B' : Character.toUpperCase(unit.charAt(0))) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
    }

    private static Optional<Duration> parse(String value) {
        Matcher matcher = SHORT_DURATION.matcher(value);
        try {
            if (!matcher.matches()) {
                return Optional.of(Duration.parse(value));
            }
            long amount = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2);
            return Optional.of(
                    switch (unit == null ? "ms" : unit) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        case "d" -> Duration.ofDays(amount);
                        default -> Duration.ofMillis(amount);
                    });
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E defaultValue) {
        return text(name).map(value -> choiceOf(name, value, type)).orElse(defaultValue);
    }

    static <E extends Enum<E>> E choiceOf(String name, String value, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> ConfigProblem.of(name, value, choices(type)));
    }

    /** Parses a unit of lifetimes and windows. */
    static ChronoUnit unitOf(String name, String value) {
        return UNITS.stream()
                .filter(unit -> unit.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> ConfigProblem.of(name, value, names(UNITS)));
    }

    static void requireUnit(String what, ChronoUnit unit) {
        if (!UNITS.contains(unit)) {
            throw ConfigProblem.of(what, unit.name(), names(UNITS));
        }
    }

    private static <E extends Enum<E>> String choices(Class<E> type) {
        String names = names(List.of(type.getEnumConstants()));
        // members of annotations are written like their constants, other properties in lower case
        return OF_ANNOTATIONS.contains(type.getPackageName()) ? names : names.toLowerCase(Locale.ROOT);
    }

    private static String names(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).collect(Collectors.joining(", "));
    }
}
