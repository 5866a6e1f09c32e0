package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.OtherRedis;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The contracts of all ports on the servers that the README names, beside the one that all other tests use. */
class VersionContractsTest {
    private static final Map<OtherRedis, AutoCloseable> SERVERS = new EnumMap<>(OtherRedis.class);
    private static final Map<OtherRedis, Store> STORES = new EnumMap<>(OtherRedis.class);

    @AfterAll
    static void stop() throws Exception {
        STORES.values().forEach(Store::close);
        STORES.clear();
        for (AutoCloseable server : SERVERS.values()) {
            server.close();
        }
        SERVERS.clear();
    }

    private static Store on(OtherRedis version) {
        return STORES.computeIfAbsent(version, absent -> {
            var server = version.start();
            SERVERS.put(version, server);
            return SharedStore.connect(server.url(), Telemetry.NONE);
        });
    }

    @Nested
    class Redis60 extends ShapeContract {
        @Override
        Store store() {
            return on(OtherRedis.REDIS_6_0);
        }
    }

    @Nested
    class Redis62 extends ShapeContract {
        @Override
        Store store() {
            return on(OtherRedis.REDIS_6_2);
        }
    }

    @Nested
    class Valkey8 extends ShapeContract {
        @Override
        Store store() {
            return on(OtherRedis.VALKEY_8);
        }
    }
}
