package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bean that lets requests and threads read fresh values. */
@SuppressWarnings("try") // a scope is open, and not used otherwise
class CacheBypassTest {
    private final Application application = new Application(Counted.class);
    private final Counted counted = application.bean(Counted.class);
    private final CacheBypass bypass = application.bean(CacheBypass.class);

    /** Counts its loads. */
    @ApplicationScoped
    static class Counted {
        private final AtomicInteger loads = new AtomicInteger();

        @Cached
        public int loads() {
            return loads.incrementAndGet();
        }
    }

    @AfterEach
    void close() {
        application.close();
    }

    private void inARequest(Runnable task) {
        RequestContextController request = application.bean(RequestContextController.class);
        assertThat(request.activate()).isTrue();
        try {
            task.run();
        } finally {
            request.deactivate();
        }
    }

    @Test
    void request_readsFreshUntilItEnds() {
        assertThat(counted.loads()).isEqualTo(1);
        inARequest(() -> {
            assertThat(counted.loads()).isEqualTo(1);
            bypass.forRequest();
            bypass.forRequest();
            assertThat(bypass.isActive()).isTrue();
            assertThat(counted.loads()).isEqualTo(2);
            assertThat(counted.loads()).isEqualTo(3);
            assertThat(CompletableFuture.supplyAsync(counted::loads).join())
                    .as("of a thread without the request")
                    .isEqualTo(3);
        });

        assertThat(bypass.isActive()).isFalse();
        inARequest(() -> assertThat(counted.loads()).isEqualTo(3));
    }

    @Test
    void scope_needsNoRequest() {
        assertThat(counted.loads()).isEqualTo(1);
        try (CacheBypass.Scope fresh = bypass.open()) {
            assertThat(counted.loads()).isEqualTo(2);
        }
        assertThat(counted.loads()).isEqualTo(2);
    }

    @Test
    void request_withoutAContext_isRefused() {
        assertThatThrownBy(bypass::forRequest)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CacheBypass.open()");
    }
}
