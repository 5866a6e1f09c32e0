package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.List;
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
