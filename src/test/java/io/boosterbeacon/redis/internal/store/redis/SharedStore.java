package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.TlsSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;

/** The store that all contracts run on, on a real server: the one of {@code REDIS_TEST_URL} if that is set. */
public final class SharedStore {
    private static final String URL = Optional.ofNullable(System.getenv("REDIS_TEST_URL"))
            .orElseGet(() -> RedisProcess.shared().url());
    public static final Store STORE = connect(URL, Telemetry.NONE);

    private SharedStore() {}

    public static RedisStore connect(String url, Telemetry telemetry) {
        return RedisStore.connect(options(url), telemetry);
    }

    /** A store on the same server with keys of its own. */
    static RedisStore withPrefix(String prefix) {
        return RedisStore.connect(options(URL, prefix), Telemetry.NONE);
    }

    public static RedisSettings options(String url) {
        return options(url, "beacon");
    }

    private static RedisSettings options(String url, String prefix) {
        return new RedisSettings(
                Optional.of(RedisUrl.parse(url)),
                RedisSettings.Shape.STANDALONE,
                TlsSettings.STANDARD,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                2,
                10,
                prefix,
                false);
    }

    public static void pass(Duration time) {
        Awaitility.await()
                .pollDelay(time)
                .pollInterval(Duration.ofMillis(10))
                .atMost(time.plusSeconds(10))
                .until(() -> true);
    }
}
