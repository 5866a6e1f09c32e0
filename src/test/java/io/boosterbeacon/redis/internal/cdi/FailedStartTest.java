package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runtime whose making fails halfway: no bean is there that would be destroyed and stop what has been started. */
class FailedStartTest {
    /** @param missing the method of the container's that fails */
    @ParameterizedTest
    @ValueSource(strings = {"transactions", "caller"})
    void runtime_whoseMakingFails_stopsWhatItHasStarted(String missing) {
        try (RedisProcess server = RedisProcess.start()) {
            Function<String, Optional<String>> properties = name ->
                    Optional.ofNullable(Map.of("redis.url", server.url()).get(name));
            Settings settings = Settings.read(properties, problem -> {
                throw problem;
            });
            List<Thread> before = ours();
            Store store = StoreFactory.create(settings.redis(), null, event -> {}, InstantSource.system());
            assertThat(ours()).hasSizeGreaterThan(before.size());
            BeaconRuntime.Beans beans = (BeaconRuntime.Beans) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {BeaconRuntime.Beans.class}, (proxy, method, args) -> {
                        if (method.getName().equals(missing)) {
                            throw new IllegalStateException("no " + missing);
                        }
                        return null;
                    });

            assertThatThrownBy(() -> BeaconRuntime.start(
                            settings,
                            store,
                            properties,
                            beans,
                            event -> {},
                            InstantSource.system(),
                            new RestRegistration(false)))
                    .hasMessage("no " + missing);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ours()).isSubsetOf(before));
        }
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("beacon-redis"))
                .toList();
    }
}
