package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which store an application gets, and how loudly. */
class StoreChoiceTest {
    private static final Logger LOGGER = Logger.getLogger("io.boosterbeacon.redis");

    private final List<LogRecord> log = new CopyOnWriteArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            log.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(recorder);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(recorder);
    }

    private List<LogRecord> announcements() {
        return log.stream()
                .filter(record -> record.getMessage().contains("EMBEDDED"))
                .toList();
    }

    @Test
    void application_withoutARedis_runsOnTheEmbeddedStoreAndSaysSoOnce() {
        try (Application application = new Application()) {
            application.bean(RedisService.class).set("key", "value", Duration.ofMinutes(1));

            assertThat(application.bean(Store.class).kind()).isEqualTo("embedded");
            assertThat(announcements()).singleElement().satisfies(record -> assertThat(record.getLevel())
                    .isEqualTo(Level.WARNING));
        }
    }

    @Test
    void application_withARedis_runsOnIt() {
        String url = RedisProcess.shared().url();
        try (Application application = new Application(Application.on(url))) {
            application.bean(RedisService.class).set("key", "value", Duration.ofMinutes(1));

            assertThat(application.bean(Store.class).kind()).isEqualTo("redis");
            assertThat(application.bean(Store.class).address()).isEqualTo(url.substring("redis://".length()));
            assertThat(announcements()).isEmpty();
        }
    }

    @Test
    void application_withARedisThatIsNotWanted_runsOnTheEmbeddedStore() {
        Map<String, String> properties =
                Map.of("redis.url", RedisProcess.shared().url(), "redis.mode", "embedded");
        try (Application application = new Application(properties)) {
            assertThat(application.bean(Store.class).kind()).isEqualTo("embedded");
        }
    }
}
