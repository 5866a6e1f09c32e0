package io.boosterbeacon.redis.internal.rest;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-11 as lists of
 * RFC 9651. What the draft defines stands in this class alone.
 */
final class RateLimitFields {
    static final String POLICY = "RateLimit-Policy";
    static final String LIMIT = "RateLimit";

    /** The largest integer of RFC 9651 §3.3.1. */
    static final long MAX_INTEGER = 999_999_999_999_999L;

    private RateLimitFields() {}

    /**
     * What a policy counts. Section 3.1.2 allows only registered units. None is registered for permits of which a request
     * takes several, such as tokens: their policies have the default unit, by which a request need not take just one.
     */
    enum Unit {
        /** The default, which is not written. */
        REQUESTS("requests"),
        CONCURRENT_REQUESTS("concurrent-requests");

        private final String name;

        Unit(String name) {
            this.name = name;
        }
    }

    /**
     * The state of one policy.
     *
     * @param name any text; other characters than those of ASCII that can be printed become question marks
     * @param quota the permits of a window
     * @param window the length of a window; null if permits do not belong to one
     * @param partition tells the counts of a policy apart, in base64; null if it is not to be written
     * @param remaining the permits left
     * @param reset the time until there are more permits; null if nobody knows it
     */
    record Quota(
            String name,
            long quota,
            Unit unit,
            @Nullable Duration window,
            @Nullable String partition,
            long remaining,
            @Nullable Duration reset) {}

    /** The value of {@code RateLimit-Policy}. */
    static String policies(List<Quota> quotas) {
        StringBuilder field = new StringBuilder(48 * quotas.size());
        for (Quota quota : quotas) {
            addName(field, quota.name());
            addInteger(field, "q", quota.quota());
            if (quota.unit() != Unit.REQUESTS) {
                field.append(";qu=");
                addString(field, quota.unit().name);
            }
            if (quota.window() != null) {
                addInteger(field, "w", Math.max(1, seconds(quota.window())));
            }
            addPartition(field, quota.partition());
        }
        return field.toString();
    }

    /** The value of {@code RateLimit}. */
    static String limits(List<Quota> quotas) {
        StringBuilder field = new StringBuilder(48 * quotas.size());
        for (Quota quota : quotas) {
            addName(field, quota.name());
            addInteger(field, "r", quota.remaining());
            if (quota.reset() != null) {
                addInteger(field, "t", seconds(quota.reset()));
            }
            addPartition(field, quota.partition());
        }
        return field.toString();
    }

    /** Whole seconds, rounded up, so that a client that waits so long does not come too early; at least 0. */
    static long seconds(Duration duration) {
        return Math.max(0, duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0));
    }

    private static void addName(StringBuilder field, String name) {
        if (!field.isEmpty()) {
            field.append(", ");
        }
        addString(field, name);
    }

    /** RFC 9651 §4.1.6. */
    private static void addString(StringBuilder field, String text) {
        field.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                field.append('\\');
            }
            field.append(c < ' ' || c > '~' ? '?' : c);
        }
        field.append('"');
    }

    private static void addInteger(StringBuilder field, String key, long value) {
        field.append(';').append(key).append('=').append(Math.min(MAX_INTEGER, Math.max(0, value)));
    }

    private static void addPartition(StringBuilder field, @Nullable String partition) {
        if (partition != null) {
            field.append(";pk=:").append(partition).append(':');
        }
    }
}
