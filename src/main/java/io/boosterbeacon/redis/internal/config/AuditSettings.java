package io.boosterbeacon.redis.internal.config;

import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The settings of the audit of revocations.
 *
 * @param enabled whether this node records anything
 * @param maxEntries the approximate number of entries that are kept in each part of the audit
 * @param retention how long an entry is kept
 * @param rejectionsPerSecond the number of rejected requests, and of revocations of unverified tokens, that this node
 *     records as entries in a second
 * @param node the name of this node
 */
public record AuditSettings(
        boolean enabled, long maxEntries, Duration retention, long rejectionsPerSecond, String node) {
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    /** The name of a node without a configured one. It is another one after each start. */
    private static final String RANDOM_NODE = UUID.randomUUID().toString().substring(0, 8);

    static AuditSettings read(Values values) {
        return new AuditSettings(
                values.flag(ConfigKeys.REVOCATION_AUDIT_ENABLED, true),
                values.number(ConfigKeys.REVOCATION_AUDIT_MAX_ENTRIES, 20_000, 1, 10_000_000),
                values.duration(
                        ConfigKeys.REVOCATION_AUDIT_RETENTION,
                        Duration.ofDays(90),
                        Duration.ofSeconds(1),
                        Duration.ofDays(3_660)),
                values.number(ConfigKeys.REVOCATION_AUDIT_REJECTIONS, 10, 0, 1_000),
                values.text(ConfigKeys.REVOCATION_AUDIT_NODE)
                        .map(AuditSettings::node)
                        .orElse(RANDOM_NODE));
    }

    private static String node(String name) {
        if (!NODE.matcher(name).matches()) {
            throw ConfigProblem.of(
                    ConfigKeys.REVOCATION_AUDIT_NODE,
                    name,
                    "1 to 64 letters, digits, and any of \".\", \"_\", \":\", \"-\"");
        }
        return name;
    }
}
