package io.boosterbeacon.redis.internal.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.TlsSettings;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.OnRedis;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.InternalThreadLocalMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** The server's threads outlive the application: what Netty leaves in one holds the application's class loader. */
class BorrowedThreadTest {
    private static final Executor THREAD_EACH = task -> new Thread(task).start();
    private static final FastThreadLocal<String> THEIRS = new FastThreadLocal<>();

    @Test
    void storeOpenedUsedAndClosed_onAThreadOfOthers_leavesNothingOfNettyInIt() {
        assertThat(onThreadOfOthers(() -> {
                    try (RedisStore store = RedisStore.connect(
                            new RedisSettings(
                                    Optional.of(
                                            RedisUrl.parse(RedisProcess.shared().url())),
                                    RedisSettings.Shape.STANDALONE,
                                    TlsSettings.STANDARD,
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(30),
                                    1,
                                    1,
                                    "beacon",
                                    false),
                            Telemetry.NONE)) {
                        store.ping().toCompletableFuture().join();
                    }
                }))
                .isTrue();
    }

    @Test
    void command_onAThreadOfOthers_leavesNothingOfNettyInIt() {
        assertThat(onThreadOfOthers(
                        () -> OnRedis.STORE.ping().toCompletableFuture().join()))
                .isTrue();
    }

    @Test
    void script_onAThreadOfOthers_leavesNothingOfNettyInIt() {
        assertThat(onThreadOfOthers(() -> OnRedis.STORE
                        .rateLimits()
                        .tryAcquire("borrowed", List.of(Requests.of("p", 1, Duration.ofSeconds(1), 1)))
                        .toCompletableFuture()
                        .join()))
                .isTrue();
    }

    @Test
    void command_onAThreadInWhichOthersUseNetty_leavesWhatIsTheirs() {
        CompletableFuture<String> left = CompletableFuture.supplyAsync(
                () -> {
                    THEIRS.set("kept");
                    OnRedis.STORE.ping().toCompletableFuture().join();
                    return THEIRS.get();
                },
                THREAD_EACH);

        assertThat(left.join()).isEqualTo("kept");
    }

    /** Whether Netty's data of a new thread is empty after the work. */
    private static boolean onThreadOfOthers(Runnable work) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            work.run();
                            return InternalThreadLocalMap.getIfSet() == null;
                        },
                        THREAD_EACH)
                .join();
    }
}
