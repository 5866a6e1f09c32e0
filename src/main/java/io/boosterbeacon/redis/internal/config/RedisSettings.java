package io.boosterbeacon.redis.internal.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of the connection to Redis.
 *
 * @param url empty for the embedded store
 * @param shape how the servers of the URL work together
 * @param trace whether every command is logged
 */
public record RedisSettings(
        Optional<RedisUrl> url,
        Shape shape,
        TlsSettings tls,
        Duration connectTimeout,
        Duration commandTimeout,
        Duration keepAlive,
        int poolMin,
        int poolMax,
        String keyPrefix,
        boolean trace) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** The values of {@code redis.mode}. */
    private enum Mode {
        AUTO,
        STANDALONE,
        SENTINEL,
        CLUSTER,
        EMBEDDED
    }

    /** How servers work together. */
    public enum Shape {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    static RedisSettings read(Values values) {
        Mode mode = values.choice(ConfigKeys.REDIS_MODE, Mode.class, Mode.AUTO);
        Optional<RedisUrl> url = values.text(ConfigKeys.REDIS_URL).map(RedisUrl::parse);
        if (mode != Mode.AUTO && mode != Mode.EMBEDDED && url.isEmpty()) {
            throw new ConfigProblem(
                    ConfigKeys.REDIS_MODE + " is \"" + mode.name().toLowerCase(Locale.ROOT) + "\", which needs "
                            + ConfigKeys.REDIS_URL + ": " + RedisUrl.FORMS);
        }
        Shape shape = mode == Mode.EMBEDDED || url.isEmpty() ? Shape.STANDALONE : shape(mode, url.get());
        int poolMin = (int) values.number(ConfigKeys.REDIS_POOL_MIN, 2, 1, 1_000);
        int poolMax = (int) values.number(ConfigKeys.REDIS_POOL_MAX, Math.max(10, poolMin), poolMin, 1_000);
        return new RedisSettings(
                mode == Mode.EMBEDDED ? Optional.empty() : url,
                shape,
                tls(values, mode, url),
                values.millis(ConfigKeys.REDIS_CONNECT_TIMEOUT, 10_000, 1, 600_000),
                values.millis(ConfigKeys.REDIS_COMMAND_TIMEOUT, 5_000, 1, 600_000),
                values.millis(ConfigKeys.REDIS_KEEPALIVE, 30_000, 1_000, 3_600_000),
                poolMin,
                poolMax,
                prefix(values),
                values.flag(ConfigKeys.REDIS_TRACE, false));
    }

    private static Shape shape(Mode mode, RedisUrl url) {
        boolean several = url.hosts().size() > 1;
        Shape ofUrl = url.master().isPresent() ? Shape.SENTINEL : several ? Shape.CLUSTER : Shape.STANDALONE;
        Shape shape = mode == Mode.AUTO ? ofUrl : Shape.valueOf(mode.name());
        // one host may be a node of a cluster; every other mode must agree with the URL
        if (shape != ofUrl && !(shape == Shape.CLUSTER && ofUrl == Shape.STANDALONE)) {
            throw new ConfigProblem(
                    ConfigKeys.REDIS_MODE + " is \"" + mode.name().toLowerCase(Locale.ROOT) + "\", but "
                            + ConfigKeys.REDIS_URL + " is \"" + url + "\"; accepted: " + RedisUrl.FORMS);
        }
        if (shape == Shape.CLUSTER && url.database() != 0) {
            throw new ConfigProblem(ConfigKeys.REDIS_URL + " is \"" + url
                    + "\"; accepted for a cluster: no database, for it has only the first");
        }
        return shape;
    }

    private static TlsSettings tls(Values values, Mode mode, Optional<RedisUrl> url) {
        Optional<String> configured = TlsSettings.configured(values);
        if (configured.isPresent()
                && mode != Mode.EMBEDDED
                && url.isPresent()
                && !url.get().secure()) {
            throw new ConfigProblem(configured.get() + " is set, but " + ConfigKeys.REDIS_URL + " is \"" + url.get()
                    + "\"; accepted with it: rediss:// or rediss-sentinel://");
        }
        return TlsSettings.read(values);
    }

    private static String prefix(Values values) {
        String prefix = values.text(ConfigKeys.REDIS_KEY_PREFIX).orElse("beacon");
        if (!PREFIX.matcher(prefix).matches()) {
            throw ConfigProblem.of(
                    ConfigKeys.REDIS_KEY_PREFIX, prefix, "1 to 64 letters, digits, dots, dashes and underscores");
        }
        return prefix;
    }
}
