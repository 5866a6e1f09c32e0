package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An application that does not start because a feature fails: nobody else stops what has been started by then. */
class FailedStartTest {
    @Test
    void application_whoseFeatureFails_stopsWhatItHasStarted() {
        try (RedisProcess server = RedisProcess.start()) {
            List<Thread> before = ours();

            assertThatThrownBy(() -> new Application(Map.of("redis.url", server.url()), Failing.class))
                    .hasStackTraceContaining("this feature does not start");

            // threads of an earlier application may still be ending
            assertThat(Failing.RUNNING.get()).anyMatch(thread -> !before.contains(thread));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ours()).isSubsetOf(before));
        }
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("beacon-redis"))
                .toList();
    }

    /** A feature that fails when others run already. */
    @LibrarySingleton
    static final class Failing implements FeatureModule {
        private static final AtomicReference<List<Thread>> RUNNING = new AtomicReference<>(List.of());

        @Inject
        Failing(Programmatic calls, Revoking revoking) {
            assertThat(List.of(calls, revoking)).doesNotContainNull();
            RUNNING.set(ours());
            throw new IllegalStateException("this feature does not start");
        }
    }
}
