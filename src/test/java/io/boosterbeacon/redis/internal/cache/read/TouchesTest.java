package io.boosterbeacon.redis.internal.cache.read;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often reads extend lives. */
class TouchesTest {
    private static final Duration SLIDING = Duration.ofMinutes(4);
    private static final int SLOTS = 1 << 13;

    private final AtomicLong nanos = new AtomicLong();
    private final Counting store = new Counting();
    private final Touches touches = new Touches(store, nanos::get);

    private static final class Counting extends ForwardingCacheStore {
        private int touches;

        private Counting() {
            super(new EmbeddedStore(InstantSource.system()).cache());
        }

        @Override
        public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
            touches++;
            return completedFuture(true);
        }
    }

    /** Entries that the same slots are for. */
    private static List<CacheEntry.Cached> colliding(int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new CacheEntry.Cached("sessions", "key" + i))
                .filter(entry -> (entry.hashCode() & (SLOTS - 1)) == 4)
                .limit(count)
                .toList();
    }

    private void readInTurn(List<CacheEntry.Cached> entries) {
        for (int i = 0; i < 100; i++) {
            entries.forEach(entry -> touches.hit(entry, SLIDING));
        }
    }

    @Test
    void entriesOfOneSlot_thatAreReadInTurn_areEachExtendedOnceInAQuarter() {
        List<CacheEntry.Cached> entries = colliding(4);

        readInTurn(entries);
        assertThat(store.touches).isEqualTo(4);
        nanos.addAndGet(SLIDING.toNanos() / 4);
        readInTurn(entries);

        assertThat(store.touches).isEqualTo(8);
    }

    @Test
    void entryThatIsRead_takesTheSlotOfOneThatIsNotReadAnyMore() {
        readInTurn(colliding(4));
        nanos.addAndGet(SLIDING.toNanos());
        List<CacheEntry.Cached> others = colliding(8).subList(4, 8);

        readInTurn(others);

        assertThat(store.touches).isEqualTo(8);
    }
}
