package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ends of calls that a filter has counted, for which there may be no response. */
class CountedCallsTest {
    @RateLimit(value = 1, algorithm = RateLimitAlgorithm.CONCURRENCY)
    public static class Slow {
        @GET
        public String sync() {
            return "done";
        }

        @GET
        public CompletionStage<String> stage() {
            return CompletableFuture.completedFuture("done");
        }

        @GET
        public void suspended(@Suspended AsyncResponse response) {
            response.resume("done");
        }
    }

    private final EmbeddedStore store = new EmbeddedStore(() -> Instant.EPOCH);
    private final Scheduler timers = new Scheduler();
    private final RequestCounts request = new RequestCounts();
    private final CountedCalls counted = new CountedCalls(request);
    private final RequestLimits limits = new RequestLimits(
            new RateLimitPolicies(name -> Optional.empty(), Set.of(), problem -> {
                throw problem;
            }),
            new RateLimitDecider(
                    store.rateLimits(),
                    Duration.ofSeconds(5),
                    type -> {
                        throw new AssertionError("no resolver here");
                    },
                    Telemetry.NONE,
                    () -> Instant.EPOCH,
                    new RunningCalls(store.rateLimits(), timers),
                    new LimitRules(store.limitRules(), "shop", timers, System::nanoTime, new Json(), 64)),
            counted,
            new ApplicationSettings("shop", Set.of(), false, Set.of()));

    @AfterEach
    void close() {
        store.close();
        timers.close();
    }

    private boolean admits(String name) {
        Method method = Stream.of(Slow.class.getMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return limits.of(BeanMethod.of(Slow.class, method))
                .orElseThrow()
                .decide(Caller.NOBODY, false)
                .admitted();
    }

    @Test
    void call_thatThrows_hasEnded() {
        for (String method : List.of("sync", "stage", "suspended")) {
            assertThat(admits(method)).isTrue();
            assertThat(admits(method)).isFalse();

            assertThatThrownBy(() -> counted.runHeld(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");

            assertThat(admits(method)).as(method).isTrue();
        }
    }

    @Test
    void stage_thatFails_endsItsCall() throws Exception {
        assertThat(admits("stage")).isTrue();
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertThat(counted.runHeld(() -> stage)).isSameAs(stage);
        assertThat(admits("stage")).isFalse();

        stage.completeExceptionally(new IllegalStateException("broken"));

        assertThat(admits("stage")).isTrue();
    }

    @Test
    void stage_thatSucceeds_runsUntilItsResponseIsWritten() throws Exception {
        assertThat(admits("stage")).isTrue();

        CompletionStage<String> done = CompletableFuture.completedFuture("done");
        assertThat(counted.runHeld(() -> done)).isSameAs(done);

        assertThat(admits("stage")).isFalse();
    }

    @Test
    void request_thatIsDestroyed_endsItsSynchronousCallsOnly() {
        assertThat(admits("sync")).isTrue();
        assertThat(admits("stage")).isTrue();

        request.endSynchronous();

        assertThat(admits("sync")).isTrue();
        assertThat(admits("stage")).isFalse();
    }
}
