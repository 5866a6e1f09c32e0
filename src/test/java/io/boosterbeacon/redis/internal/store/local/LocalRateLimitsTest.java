package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.Requests;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LocalRateLimitsTest {
    private static final Request REQUEST = Requests.of("p", 3, Duration.ofHours(1), 1, OnStoreFailure.LOCAL);

    private final CountedStore store = new CountedStore();
    private final LocalRateLimits limits =
            new LocalRateLimits(store.limits(), EmbeddedStore.rateLimitsOnly(store::now, 1 << 20));

    private Decision acquire() {
        return limits.tryAcquire("subject", List.of(REQUEST))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    @Test
    void failure_afterAReset_isCountedFromZero() {
        for (int i = 0; i < 3; i++) {
            acquire();
        }
        limits.reset("subject", "p", REQUEST.algorithm()).toCompletableFuture().join();
        store.failAlways();

        Decision local = acquire();

        assertThat(local.local()).isTrue();
        assertThat(local.admitted()).isTrue();
        assertThat(local.count()).isEqualTo(1);
    }

    /** A second time would remove what was counted since the first. */
    @Test
    void reset_resetsThisJvmOnce() {
        List<String> calls = new ArrayList<>();
        RateLimitFollower local = (RateLimitFollower) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RateLimitFollower.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return CompletableFuture.completedFuture(null);
                });

        new LocalRateLimits(store.limits(), local)
                .reset("subject", "p", REQUEST.algorithm())
                .toCompletableFuture()
                .join();

        assertThat(calls).containsExactly("reset");
    }

    @Test
    void failure_afterAResetThatFailed_isCountedOn() {
        for (int i = 0; i < 3; i++) {
            acquire();
        }
        store.failAlways();
        assertThat(limits.reset("subject", "p", REQUEST.algorithm()).toCompletableFuture())
                .isCompletedExceptionally();

        assertThat(acquire().admitted()).isFalse();
    }
}
