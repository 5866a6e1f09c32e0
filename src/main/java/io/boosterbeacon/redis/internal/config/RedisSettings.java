package io.boosterbeacon.redis.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where Redis is and how to reach it.
 *
 * @param url empty for the embedded store; may hold a password
 */
public record RedisSettings(
        Optional<String> url,
        Duration connectTimeout,
        Duration commandTimeout,
        Duration keepAlive,
        int poolMin,
        int poolMax,
        String keyPrefix) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern PLACE = Pattern.compile("([\\w.-]*|\\[[0-9a-fA-F:.]*])(:\\d*)?(/\\w*)?");
    private static final Pattern DATABASE = Pattern.compile("(/\\d{0,5})?");
    private static final String URL_FORMS = "redis://[user:password@]host[:port][/database], or rediss:// for TLS";

    /** What {@code redis.mode} may be. */
    private enum Mode {
        AUTO,
        STANDALONE,
        EMBEDDED
    }

    static RedisSettings read(Values values) {
        Mode mode = values.choice(ConfigKeys.REDIS_MODE, Mode.class, Mode.AUTO);
        Optional<String> url = values.text(ConfigKeys.REDIS_URL);
        url.ifPresent(RedisSettings::check);
        if (mode == Mode.STANDALONE && url.isEmpty()) {
            throw new ConfigProblem(ConfigKeys.REDIS_MODE + " is \"standalone\", which needs " + ConfigKeys.REDIS_URL
                    + ": " + URL_FORMS);
        }
        int poolMin = (int) values.number(ConfigKeys.REDIS_POOL_MIN, 2, 1, 1_000);
        int poolMax = (int) values.number(ConfigKeys.REDIS_POOL_MAX, Math.max(10, poolMin), poolMin, 1_000);
        return new RedisSettings(
                mode == Mode.EMBEDDED ? Optional.empty() : url,
                values.millis(ConfigKeys.REDIS_CONNECT_TIMEOUT, 10_000, 1, 600_000),
                values.millis(ConfigKeys.REDIS_COMMAND_TIMEOUT, 5_000, 1, 600_000),
                values.millis(ConfigKeys.REDIS_KEEPALIVE, 30_000, 1_000, 3_600_000),
                poolMin,
                poolMax,
                prefix(values));
    }

    private static String prefix(Values values) {
        String prefix = values.text(ConfigKeys.REDIS_KEY_PREFIX).orElse("beacon");
        if (!PREFIX.matcher(prefix).matches()) {
            throw ConfigProblem.of(
                    ConfigKeys.REDIS_KEY_PREFIX, prefix, "1 to 64 letters, digits, dots, dashes and underscores");
        }
        return prefix;
    }

    private static void check(String url) {
        try {
            URI uri = new URI(url);
            boolean valid = Set.of("redis", "rediss").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535
                    && DATABASE.matcher(uri.getPath()).matches()
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            if (valid) {
                return;
            }
            if (uri.getHost() == null
                    && uri.getAuthority() != null
                    && uri.getAuthority().contains("_")) {
                throw ConfigProblem.of(
                        ConfigKeys.REDIS_URL, withoutPassword(url), "a host name without underscores (RFC 1123)");
            }
        } catch (URISyntaxException e) {
            // told below, without the password that the exception's message repeats
        }
        throw ConfigProblem.of(ConfigKeys.REDIS_URL, withoutPassword(url), URL_FORMS);
    }

    private static String withoutPassword(String url) {
        int slashes = url.indexOf("//");
        String scheme = slashes < 0 ? "" : url.substring(0, slashes + 2);
        // a password that was not percent-encoded may hold any character: everything before the last @ goes
        int at = url.lastIndexOf('@');
        if (at >= 0) {
            return (slashes < at ? scheme : "") + "***@" + place(url.substring(at + 1));
        }
        return scheme + place(url.substring(scheme.length()));
    }

    /** What does not look like a place may be a password that its user wrote elsewhere. */
    private static String place(String text) {
        return PLACE.matcher(text).matches() ? text : "***";
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[url=" + url.map(RedisSettings::withoutPassword)
                + ", connectTimeout=" + connectTimeout + ", commandTimeout=" + commandTimeout + ", keepAlive="
                + keepAlive + ", poolMin=" + poolMin + ", poolMax=" + poolMax + ", keyPrefix=" + keyPrefix + "]";
    }
}
