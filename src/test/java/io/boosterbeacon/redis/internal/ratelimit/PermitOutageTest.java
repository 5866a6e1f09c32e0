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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Many calls at once, each by a thread of its own. */
    private static List<Verdict> decideAtOnce(RateLimitDecider limits, Endpoint endpoint, int calls) {
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        try {
            List<CompletableFuture<Verdict>> verdicts = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> limits.decide(endpoint, ADA), threads))
                    .limit(calls)
                    .toList();
            return verdicts.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }

    /**
     * Redis admits one of the calls when it goes on, but nobody waits for that any longer.
     *
     * @param commands whether the answers have come too late even for the connection
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decisions_thatAreLate_keepNoPermits(boolean commands) {
        Duration commandTimeout = commands ? Duration.ofSeconds(2) : Duration.ofSeconds(30);
        Endpoint endpoint = endpoint(policy("running", 1)
                .algorithm(RateLimitAlgorithm.CONCURRENCY, 0)
                .window(EXPIRY)
                .onFailure(OnStoreFailure.CLOSED));
        try (RedisProcess server = RedisProcess.start();
                RedisStore store = RedisStore.connect(Faults.options(server.url(), commandTimeout), Telemetry.NONE)) {
            StoreGuard guard = guard(DEADLINE, store::ping);
            RateLimitDecider limits = decider(store.rateLimits(), guard, DEADLINE);
            Faults.untilConnected(store);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> limits.decide(endpoint, ADA).call(), AdmittedCall::isOpen)
                    .end();
            server.freeze();
            CompletionStage<Void> ping = store.ping();
            assertThat(decideAtOnce(limits, endpoint, 24)).noneMatch(Verdict::admitted);
            await().atMost(Duration.ofSeconds(20)).until(() -> refuses(guard));
            if (commands) {
                assertThat(ping.toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
            }

            server.thaw();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> limits.decide(endpoint, ADA).call(), AdmittedCall::isOpen);
        }
    }
}
