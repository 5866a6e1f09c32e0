package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.config.TlsSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Certificates;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A server that speaks nothing but TLS, to clients it knows; by a user of its own, in another database than the first.
 */
class TlsContractsTest extends ShapeContract {
    private static final class Shared {
        static final RedisProcess SERVER = RedisProcess.startTls(
                Certificates.ofLocalhost(), "--user", "ada", "on", ">lovelace", "~*", "&*", "+@all");
        static final Store STORE = RedisStore.connect(options(), Telemetry.NONE);

        private static RedisSettings options() {
            Map<String, String> properties = Map.of(
                    "redis.url",
                    "rediss://localhost",
                    "redis.tls.trust-store",
                    Certificates.ofLocalhost().trustPem().toString(),
                    "redis.tls.key-store",
                    Certificates.ofLocalhost().clientStore().toString(),
                    "redis.tls.key-store-password",
                    Certificates.PASSWORD);
            TlsSettings tls = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
                        throw problem;
                    })
                    .redis()
                    .tls();
            return new RedisSettings(
                    Optional.of(RedisUrl.parse("rediss://ada:lovelace@localhost:" + SERVER.port() + "/5")),
                    RedisSettings.Shape.STANDALONE,
                    tls,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    2,
                    10,
                    "beacon",
                    false);
        }
    }

    @Override
    Store store() {
        return Shared.STORE;
    }
}
