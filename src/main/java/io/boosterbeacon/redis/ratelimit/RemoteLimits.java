package io.boosterbeacon.redis.ratelimit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the field {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers: a list of RFC 9651 whose items have
 * parameters. A field that is no such list is ignored, as RFC 9651 §4.2 demands.
 */
final class RemoteLimits {
    private static final int MAX_LENGTH = 8_192;
    private static final Pattern KEY = Pattern.compile("[a-z*][a-z0-9_.*-]*+");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,15}+");
    /** All bare items except for strings, whose escapes need a loop. */
    private static final Pattern OTHER = Pattern.compile("-?[0-9]{1,12}+\\.[0-9]{1,3}+|-?[0-9]{1,15}+|@-?[0-9]{1,15}+"
            + "|[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*+|:[A-Za-z0-9+/=]*+:|\\?[01]|%\"[ !#-~]*+\"");

    private final String field;
    private int position;

    private RemoteLimits(String field) {
        this.field = field;
    }

    /**
     * The longest {@code t} of the policies whose {@code r} is 0.
     *
     * @param field the value of the field; null without it
     * @return empty if no policy is exhausted, if none of them has a time, or if the field cannot be read
     */
    static Optional<Duration> exhausted(@Nullable String field) {
        if (field == null || field.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return new RemoteLimits(field).longest();
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    private Optional<Duration> longest() throws Unreadable {
        long longest = -1;
        skipSpaces();
        while (true) {
            skipItem();
            Map<String, Long> parameters = parameters();
            if (parameters.getOrDefault("r", -1L) == 0) {
                longest = Math.max(longest, parameters.getOrDefault("t", -1L));
            }
            skipSpacesAndTabs();
            if (position == field.length()) {
                return longest < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(longest));
            }
            require(',');
            skipSpacesAndTabs();
        }
    }

    /** The parameters that are integers. */
    private Map<String, Long> parameters() throws Unreadable {
        Map<String, Long> parameters = new HashMap<>();
        while (isNext(';')) {
            position++;
            skipSpaces();
            String key = next(KEY);
            parameters.remove(key);
            if (isNext('=')) {
                position++;
                String value = skipItem();
                if (INTEGER.matcher(value).matches()) {
                    parameters.put(key, Long.parseLong(value));
                }
            }
        }
        return parameters;
    }

    /** Skips a bare item and returns its text. */
    private String skipItem() throws Unreadable {
        if (!isNext('"')) {
            return next(OTHER);
        }
        int begin = position++;
        while (!isNext('"')) {
            if (isNext('\\')) {
                position++;
                if (!isNext('"') && !isNext('\\')) {
                    throw new Unreadable();
                }
            } else if (position == field.length() || field.charAt(position) < ' ' || field.charAt(position) > '~') {
                throw new Unreadable();
            }
            position++;
        }
        position++;
        return field.substring(begin, position);
    }

    private boolean isNext(char c) {
        return position < field.length() && field.charAt(position) == c;
    }

    private void require(char c) throws Unreadable {
        if (!isNext(c)) {
            throw new Unreadable();
        }
        position++;
    }

    private void skipSpaces() {
        while (isNext(' ')) {
            position++;
        }
    }

    private void skipSpacesAndTabs() {
        while (isNext(' ') || isNext('\t')) {
            position++;
        }
    }

    private String next(Pattern pattern) throws Unreadable {
        Matcher matcher = pattern.matcher(field).region(position, field.length());
        if (!matcher.lookingAt()) {
            throw new Unreadable();
        }
        position = matcher.end();
        return matcher.group();
    }

    /** The field is no list of RFC 9651. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
