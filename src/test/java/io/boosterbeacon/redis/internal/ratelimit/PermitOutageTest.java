package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TempFolder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Calls that end while Redis does not answer. */
class PermitOutageTest extends RateLimitFixture {
    /** Much longer than the test. */
    private static final Duration EXPIRY = Duration.ofMinutes(5);

    private static final Duration DEADLINE = Duration.ofMillis(200);

    /** Whether the store is not asked: it would not answer. */
    private static boolean refuses(StoreGuard guard) {
        return guard.call(CompletableFuture<Void>::new).isCompletedExceptionally();
    }

    private void assertPermitComesBack(
            RedisProcess server, Consumer<RedisProcess> stop, Consumer<RedisProcess> resume) {
        Endpoint endpoint = endpoint(policy("running", 1)
                .algorithm(RateLimitAlgorithm.CONCURRENCY, 0)
                .window(EXPIRY)
                .onFailure(OnStoreFailure.CLOSED));
        try (RedisStore store =
                RedisStore.connect(Faults.options(server.url(), Duration.ofSeconds(20)), Telemetry.NONE)) {
            StoreGuard guard = guard(DEADLINE, store::ping);
            RateLimitDecider limits = decider(store.rateLimits(), guard, DEADLINE);
            Faults.untilConnected(store);
            // a busy machine may miss the first deadlines
            Verdict running = await().atMost(Duration.ofSeconds(20))
                    .until(() -> limits.decide(endpoint, ADA), verdict -> verdict.call()
                            .isOpen());
            assertThat(limits.decide(endpoint, ADA).admitted()).isFalse();
            stop.accept(server);
            // nothing is sent any more: a frozen server finds what was sent before in its socket when it goes on
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !limits.decide(endpoint, ADA).admitted() && refuses(guard));

            running.call().end();
            resume.accept(server);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> limits.decide(endpoint, ADA).call().isOpen());
            assertThat(limits.decide(endpoint, ADA).admitted()).isFalse();
        }
    }

    @Test
    void call_thatEndsWhileRedisIsFrozen_givesItsPermitBackAfterwards() {
        try (RedisProcess server = RedisProcess.start()) {
            assertPermitComesBack(server, RedisProcess::freeze, RedisProcess::thaw);
        }
    }

    @Test
    void call_thatEndsWhileRedisIsDown_givesItsPermitBackAfterwards() {
        try (RedisProcess server = RedisProcess.start(
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--dir",
                TempFolder.create("beacon-redis").toString())) {
            assertPermitComesBack(server, RedisProcess::kill, RedisProcess::restart);
        }
    }
}
