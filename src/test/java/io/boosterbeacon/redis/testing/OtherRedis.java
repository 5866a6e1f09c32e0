package io.boosterbeacon.redis.testing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Other versions of Redis than the one that most tests use, and Valkey, as {@code .ci/redis-servers} installs them. A
 * test whose server is not installed is skipped, with a warning.
 */
public enum OtherRedis {
    REDIS_6_0("redis-6.0"),
    REDIS_6_2("redis-6.2"),
    VALKEY_8("valkey-8");

    private static final Logger LOG = System.getLogger(OtherRedis.class.getName());
    private static final Path FOLDER = Path.of(System.getProperty("beacon.test.redis-servers", "target/redis-servers"));
    private static final Set<OtherRedis> SKIPPED = ConcurrentHashMap.newKeySet();

    private final String version;

    OtherRedis(String version) {
        this.version = version;
    }

    /** The usual server and all others, each as a name and a function that starts it with settings. */
    public static Stream<Arguments> andTheUsual() {
        return Stream.of(
                server("Redis 7.0", RedisProcess::start),
                server("Redis 6.0", REDIS_6_0::start),
                server("Redis 6.2", REDIS_6_2::start),
                server("Valkey 8", VALKEY_8::start));
    }

    private static Arguments server(String name, Function<String[], RedisProcess> start) {
        return Arguments.of(name, start);
    }

    /** Starts this server on a free port. */
    public RedisProcess start(String... settings) {
        if (!isInstalled() && SKIPPED.add(this)) {
            LOG.log(Level.WARNING, "SKIPPED: all tests on {0}, because there is no {1}", version, executable());
        }
        Assumptions.assumeTrue(isInstalled(), "no " + executable());
        return RedisProcess.startOther(executable(), settings);
    }

    /** Whether {@code .ci/redis-servers} has installed it. */
    public boolean isInstalled() {
        return Files.isExecutable(executable());
    }

    private Path executable() {
        return FOLDER.resolve(version).resolve("redis-server");
    }
}
