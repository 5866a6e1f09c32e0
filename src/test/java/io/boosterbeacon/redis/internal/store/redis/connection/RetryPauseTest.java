package io.boosterbeacon.redis.internal.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long attempts that keep failing have to wait. */
class RetryPauseTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
    private final RetryPause pause = new RetryPause(clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private void assertOverAfter(Duration expected) {
        pass(expected.minusMillis(1));
        assertThat(pause.isOver()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(pause.isOver()).isTrue();
    }

    @Test
    void pauses_betweenFailures_growToFiveSeconds() {
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            assertThat(pause.isOver()).isTrue();
            pause.failed();
            // another attempt that began at the same time
            pause.failed();
            assertOverAfter(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void attempts_afterOneThatSucceeded_needNotWait() {
        pause.failed();
        pause.succeeded();

        assertThat(pause.isOver()).isTrue();
        pause.failed();
        assertOverAfter(Duration.ofSeconds(1));
    }
}
