package io.boosterbeacon.redis.internal.cache.invalidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a node remembers for when the store does not answer. */
class StaleValuesTest {
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int MEBIBYTE = 1 << 20;

    private static CacheEntry.Cached entry(int number) {
        return new CacheEntry.Cached("news", Integer.toString(number));
    }

    @Test
    void keep_fewLargeValues_stayWithinTheBoundOfTheirBytes() {
        StaleValues values = new StaleValues(System::nanoTime);
        byte[] large = new byte[MEBIBYTE];
        for (int i = 0; i < 200; i++) {
            values.keep(entry(i), large, LIFE, values.changes(entry(i)));
        }

        assertThat(IntStream.range(0, 200).filter(i -> values.find(entry(i)).isPresent()))
                .hasSizeBetween(32, 63);
    }

    @Test
    void keep_manySmallValues_staysWithinTheBoundOfWhatTheyCostBesides() {
        StaleValues values = new StaleValues(System::nanoTime, MEBIBYTE);
        for (int i = 0; i < 20_000; i++) {
            values.keep(entry(i), new byte[0], LIFE, values.changes(entry(i)));
        }

        assertThat(IntStream.range(0, 20_000).filter(i -> values.find(entry(i)).isPresent()))
                .hasSizeBetween(2_000, MEBIBYTE / 200);
    }

    /** The clock is read within a keep, before and after the value could be seen. */
    @Test
    void keep_whatIsInvalidatedMeanwhile_isSeenByNobodyAfterwards() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        StaleValues values = new StaleValues(() -> {
            Objects.requireNonNull(meanwhile.get()).run();
            return 0;
        });
        List<Optional<byte[]>> seen = new ArrayList<>();
        Runnable look = () -> {
            Runnable again = meanwhile.getAndSet(() -> {});
            seen.add(values.find(entry(1)));
            meanwhile.set(again);
        };
        meanwhile.set(() -> {
            meanwhile.set(() -> {});
            values.forget(entry(1));
            meanwhile.set(look);
        });

        values.keep(entry(1), new byte[1], LIFE, values.changes(entry(1)));

        assertThat(seen).isNotEmpty().containsOnly(Optional.empty());
        assertThat(values.find(entry(1))).isEmpty();
    }

    /** A clear waits for no keep. So it has to be held against at every moment of one: a keep tells those by reading the clock. */
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
        StaleValues values = new StaleValues(() -> {
            if (moment.incrementAndGet() == clearedAt) {
                Objects.requireNonNull(clear.get()).run();
            }
            return 0;
        });
        clear.set(() -> values.forgetAll("news"));
        moment.set(0);
        values.keep(entry(1), new byte[1], LIFE, values.changes(entry(1)));
        int moments = moment.getAndSet(0);
        clear.set(() -> {});

        assertThat(values.find(entry(1)).isPresent())
                .as("cleared at moment %s of %s", clearedAt, moments)
                .isEqualTo(clearedAt == 0);
        return moments;
    }

    @Test
    void keep_afterChangesOfOthers_isKept() {
        StaleValues values = new StaleValues(System::nanoTime);
        long changes = values.changes(entry(1));
        for (int i = 2; i < 200; i++) {
            values.forget(entry(i));
        }
        values.forgetAll("prices");
        values.keep(entry(1), new byte[1], LIFE, changes);

        assertThat(values.find(entry(1))).isPresent();
    }

    @Test
    void keep_afterAChangeOfItsEntryOrCache_isNot() {
        StaleValues values = new StaleValues(System::nanoTime);
        long first = values.changes(entry(1));
        values.forget(entry(1));
        values.keep(entry(1), new byte[1], LIFE, first);
        assertThat(values.find(entry(1))).isEmpty();

        long second = values.changes(entry(1));
        values.forgetAll("news");
        values.keep(entry(1), new byte[1], LIFE, second);
        assertThat(values.find(entry(1))).isEmpty();
    }

    @Test
    void keep_theSameBytesAgain_doNotLiveLongerForThat() {
        AtomicLong now = new AtomicLong();
        StaleValues values = new StaleValues(now::get);
        values.keep(entry(1), new byte[1], LIFE, values.changes(entry(1)));
        now.set(LIFE.toNanos() / 2);
        values.keep(entry(1), values.find(entry(1)).orElseThrow(), LIFE, values.changes(entry(1)));

        now.set(LIFE.toNanos());
        assertThat(values.find(entry(1))).isEmpty();
    }

    @Test
    void keep_valueLargerThanTheBound_isNotKept() {
        StaleValues values = new StaleValues(System::nanoTime, MEBIBYTE);
        values.keep(entry(1), new byte[MEBIBYTE], LIFE, values.changes(entry(1)));

        assertThat(values.find(entry(1))).isEmpty();
    }
}
