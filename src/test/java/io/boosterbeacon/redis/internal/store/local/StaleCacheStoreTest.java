package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a node keeps for when the store does not answer, or a load fails. */
class StaleCacheStoreTest {
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int MEBIBYTE = 1 << 20;

    private static final CacheStore STORE = new EmbeddedStore(InstantSource.system()).cache();

    private static Optional<byte[]> known(CacheStore values, CacheEntry entry) {
        return values.lastKnown(entry).toCompletableFuture().join();
    }

    private static CacheEntry.Cached entry(int number) {
        return new CacheEntry.Cached("news", Integer.toString(number));
    }

    @Test
    void keep_fewLargeValues_stayWithinTheBoundOfTheirBytes() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime);
        byte[] large = new byte[MEBIBYTE];
        for (int i = 0; i < 200; i++) {
            values.keepLastKnown(entry(i), large, LIFE, values.changes(entry(i)));
        }

        assertThat(IntStream.range(0, 200).filter(i -> known(values, entry(i)).isPresent()))
                .hasSizeBetween(32, 63);
    }

    @Test
    void keep_manySmallValues_staysWithinTheBoundOfWhatTheyCostBesides() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime, MEBIBYTE);
        for (int i = 0; i < 20_000; i++) {
            values.keepLastKnown(entry(i), new byte[0], LIFE, values.changes(entry(i)));
        }

        assertThat(IntStream.range(0, 20_000)
                        .filter(i -> known(values, entry(i)).isPresent()))
                .hasSizeBetween(2_000, MEBIBYTE / 200);
    }

    /** The clock is read within a keep, before and after the value could be seen. */
    @Test
    void keep_whatIsInvalidatedMeanwhile_isSeenByNobodyAfterwards() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        StaleCacheStore values = new StaleCacheStore(STORE, () -> {
            Objects.requireNonNull(meanwhile.get()).run();
            return 0;
        });
        List<Optional<byte[]>> seen = new ArrayList<>();
        Runnable look = () -> {
            Runnable again = meanwhile.getAndSet(() -> {});
            seen.add(known(values, entry(1)));
            meanwhile.set(again);
        };
        meanwhile.set(() -> {
            meanwhile.set(() -> {});
            values.invalidate(List.of(entry(1))).toCompletableFuture().join();
            meanwhile.set(look);
        });

        values.keepLastKnown(entry(1), new byte[1], LIFE, values.changes(entry(1)));

        assertThat(seen).isNotEmpty().containsOnly(Optional.empty());
        assertThat(known(values, entry(1))).isEmpty();
    }

    /**
     * A clear waits for no keep. So it has to be held against at every moment of one: a keep tells those by reading the
     * clock.
     */
    @Test
    void keep_whatIsClearedAtAnyMomentOfIt_isGoneAfterwards() {
        int moments = keepAndClear(0);
        assertThat(moments).isPositive();

        IntStream.rangeClosed(1, moments).forEach(this::keepAndClear);
    }

    /** @return how many moments there were; with none to clear at, the value stays */
    private int keepAndClear(int clearedAt) {
        AtomicInteger moment = new AtomicInteger();
        AtomicReference<Runnable> clear = new AtomicReference<>(() -> {});
        StaleCacheStore values = new StaleCacheStore(STORE, () -> {
            if (moment.incrementAndGet() == clearedAt) {
                Objects.requireNonNull(clear.get()).run();
            }
            return 0;
        });
        clear.set(() -> {
            values.clear("news").toCompletableFuture().join();
        });
        moment.set(0);
        values.keepLastKnown(entry(1), new byte[1], LIFE, values.changes(entry(1)));
        int moments = moment.getAndSet(0);
        clear.set(() -> {});

        assertThat(known(values, entry(1)).isPresent())
                .as("cleared at moment %s of %s", clearedAt, moments)
                .isEqualTo(clearedAt == 0);
        return moments;
    }

    @Test
    void keep_afterChangesOfOthers_isKept() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime);
        long changes = values.changes(entry(1));
        for (int i = 2; i < 200; i++) {
            values.invalidate(List.of(entry(i))).toCompletableFuture().join();
        }
        values.clear("prices").toCompletableFuture().join();
        values.keepLastKnown(entry(1), new byte[1], LIFE, changes);

        assertThat(known(values, entry(1))).isPresent();
    }

    @Test
    void keep_afterAChangeOfItsEntryOrCache_isNot() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime);
        long first = values.changes(entry(1));
        values.invalidate(List.of(entry(1))).toCompletableFuture().join();
        values.keepLastKnown(entry(1), new byte[1], LIFE, first);
        assertThat(known(values, entry(1))).isEmpty();

        long second = values.changes(entry(1));
        values.clear("news").toCompletableFuture().join();
        values.keepLastKnown(entry(1), new byte[1], LIFE, second);
        assertThat(known(values, entry(1))).isEmpty();
    }

    @Test
    void keep_theSameBytesAgain_doNotLiveLongerForThat() {
        AtomicLong now = new AtomicLong();
        StaleCacheStore values = new StaleCacheStore(STORE, now::get);
        values.keepLastKnown(entry(1), new byte[1], LIFE, values.changes(entry(1)));
        now.set(LIFE.toNanos() / 2);
        values.keepLastKnown(entry(1), known(values, entry(1)).orElseThrow(), LIFE, values.changes(entry(1)));

        now.set(LIFE.toNanos());
        assertThat(known(values, entry(1))).isEmpty();
    }

    @Test
    void keep_valueLargerThanTheBound_isNotKept() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime, MEBIBYTE);
        values.keepLastKnown(entry(1), new byte[MEBIBYTE], LIFE, values.changes(entry(1)));

        assertThat(known(values, entry(1))).isEmpty();
    }
}
