package io.boosterbeacon.redis.internal.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DroppedWindowsTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long END = NOW + 3_600_000;

    private static Window window(long count) {
        return new Window(1, count, END);
    }

    private static long count(DroppedWindows dropped, String subject) {
        Window recalled = dropped.recall(subject, "p", NOW, 2);
        return recalled == null ? 0 : recalled.count();
    }

    @Test
    void window_rememberedAgain_isWhatItWasLast() {
        DroppedWindows dropped = new DroppedWindows(1 << 20);

        dropped.remember("subject", "p", window(3), NOW);
        assertThat(count(dropped, "subject")).isEqualTo(3);
        dropped.remember("subject", "p", window(1), NOW);
        assertThat(count(dropped, "subject")).isEqualTo(1);
        dropped.remember("subject", "p", window(0), NOW);
        assertThat(count(dropped, "subject")).isZero();
    }

    @Test
    void window_ofAnotherSubjectOrPolicy_isAnother() {
        DroppedWindows dropped = new DroppedWindows(1 << 20);

        dropped.remember("subject", "p", window(3), NOW);

        assertThat(count(dropped, "other")).isZero();
        assertThat(dropped.recall("subject", "q", NOW, 2)).isNull();
        assertThat(dropped.recall("subject", "p", END + 4, 2)).isNull();
    }

    /** Whatever room there is: against what each had counted. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 10_000, 100_000, 1_000_000})
    void windows_inAnyRoom_areNeverRecalledTooLowNorAboveTheHighest(long bytes) {
        DroppedWindows dropped = new DroppedWindows(bytes);
        Random random = new Random(bytes);
        long[] counted = new long[20_000];
        for (int i = 0; i < 100_000; i++) {
            int subject = random.nextInt(counted.length);
            long known = Math.max(counted[subject], count(dropped, "s-" + subject));
            counted[subject] = Math.min(1_000, known + 1);
            dropped.remember("s-" + subject, "p", window(counted[subject]), NOW);
        }

        assertThat(IntStream.range(0, counted.length)
                        .filter(i -> count(dropped, "s-" + i) < counted[i])
                        .count())
                .as("too low")
                .isZero();
        long highest = Arrays.stream(counted).max().orElseThrow();
        assertThat(IntStream.range(0, counted.length)
                        .mapToLong(i -> count(dropped, "new-" + i))
                        .max()
                        .orElseThrow())
                .isLessThanOrEqualTo(highest);
    }

    /** Whoever counts much is known by name to the last: the low counts of a crowd do not make others' high. */
    @Test
    void highCounts_amongManyLowOnes_beginNobodyElsesWindow() {
        DroppedWindows dropped = new DroppedWindows(100_000);
        for (int i = 0; i < 100; i++) {
            dropped.remember("high-" + i, "p", window(1_000), NOW);
        }
        for (int i = 0; i < 100_000; i++) {
            dropped.remember("low-" + i, "p", window(1), NOW);
        }

        assertThat(IntStream.range(0, 10_000).mapToLong(i -> count(dropped, "new-" + i)))
                .allMatch(count -> count <= 1);
        assertThat(IntStream.range(0, 100).mapToLong(i -> count(dropped, "high-" + i)))
                .allMatch(count -> count == 1_000);
    }
}
