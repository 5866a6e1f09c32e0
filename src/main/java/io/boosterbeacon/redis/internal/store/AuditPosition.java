package io.boosterbeacon.redis.internal.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of an entry in the audit.
 *
 * @param millis the time of the entry
 * @param number the number of the entry within the time
 * @param stream the number of its stream, from 1; entries of the same time and number are ordered by it
 */
public record AuditPosition(long millis, long number, int stream) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})-([1-4])");

    /**
     * Parses the text of a position.
     *
     * @throws IllegalArgumentException if it is none; the message does not contain it
     */
    public static AuditPosition of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the cursor is not one of an earlier page of this audit");
        }
        return new AuditPosition(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    /** The text by which {@link #of} finds the position. */
    public String text() {
        return millis + "-" + number + "-" + stream;
    }
}
