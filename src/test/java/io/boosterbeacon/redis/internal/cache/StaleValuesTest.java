package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.Duration;
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
            values.keep(entry(i), large, LIFE, values.changes());
        }

        assertThat(IntStream.range(0, 200).filter(i -> values.find(entry(i)).isPresent()))
                .hasSizeBetween(32, 63);
    }

    @Test
    void keep_manySmallValues_staysWithinTheBoundOfWhatTheyCostBesides() {
        StaleValues values = new StaleValues(System::nanoTime, MEBIBYTE);
        for (int i = 0; i < 20_000; i++) {
            values.keep(entry(i), new byte[0], LIFE, values.changes());
        }

        assertThat(IntStream.range(0, 20_000).filter(i -> values.find(entry(i)).isPresent()))
                .hasSizeBetween(2_000, MEBIBYTE / 200);
    }

    @Test
    void keep_valueLargerThanTheBound_isNotKept() {
        StaleValues values = new StaleValues(System::nanoTime, MEBIBYTE);
        values.keep(entry(1), new byte[MEBIBYTE], LIFE, values.changes());

        assertThat(values.find(entry(1))).isEmpty();
    }
}
