package io.boosterbeacon.redis.internal.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rolling deployment: two versions of an application count one subject by other limits and lengths. */
class ChangedPoliciesTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration SEVEN = Duration.ofSeconds(7);

    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore store = new EmbeddedStore(clock);
    private final RateLimitStore limits = store.rateLimits();

    @AfterEach
    void close() {
        store.close();
    }

    static Stream<Arguments> versions() {
        return Stream.of(
                Arguments.of(new SlidingWindow(100, TEN), new SlidingWindow(100, SEVEN)),
                Arguments.of(new SlidingWindow(100, TEN), new SlidingWindow(10, Duration.ofSeconds(1))),
                Arguments.of(new TokenBucket(100, TEN, 100), new TokenBucket(100, SEVEN, 100)),
                Arguments.of(new TokenBucket(100, TEN, 100), new TokenBucket(10, Duration.ofSeconds(1), 10)),
                Arguments.of(new FixedWindow(100, TEN), new FixedWindow(100, SEVEN)));
    }

    /** Both versions admit about what one of them would: no count is lost, and none stays for ever. */
    @ParameterizedTest
    @MethodSource("versions")
    void twoVersions_inTurn_admitAsOneOfThem(Algorithm one, Algorithm other) {
        Random random = new Random(7);
        int seconds = 700;
        int admitted = 0;
        for (int step = 0; step < seconds * 40; step++) {
            clock.move(Duration.ofMillis(25));
            admitted += admitted(random.nextBoolean() ? one : other) ? 1 : 0;
        }

        double least = Math.min(rate(one), rate(other)) * seconds;
        double most = Math.max(rate(one), rate(other)) * seconds;
        assertThat((double) admitted).isBetween(least * 0.7, most * 1.05 + one.capacity() + other.capacity());
    }

    private static double rate(Algorithm algorithm) {
        double permits = algorithm instanceof TokenBucket bucket ? bucket.limit() : algorithm.capacity();
        return permits * 1_000 / algorithm.length().toMillis();
    }

    private boolean admitted(Algorithm algorithm) {
        List<Decision> decisions = limits.tryAcquire(
                        "subject", List.of(new Request("p", algorithm, 1, OnStoreFailure.CLOSED)))
                .toCompletableFuture()
                .join();
        return decisions.get(0).admitted();
    }
}
