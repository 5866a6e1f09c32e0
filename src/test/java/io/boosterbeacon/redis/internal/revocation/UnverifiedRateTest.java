package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnverifiedRateTest {
    private long nanos = Long.MAX_VALUE - 1_000;
    private final UnverifiedRate rate = new UnverifiedRate(() -> nanos);

    private long admitted(int asked) {
        return admitted(rate, asked);
    }

    private static long admitted(UnverifiedRate rate, int asked) {
        return IntStream.range(0, asked).filter(i -> rate.admits()).count();
    }

    @Test
    void admits_aBurstAndThenTheRate() {
        assertThat(admitted(20_000)).isEqualTo(UnverifiedRate.BURST);
        nanos += 1_000_000_000L;
        assertThat(admitted(20_000)).isEqualTo(UnverifiedRate.PER_SECOND);
        nanos += 3_600_000_000_000L;
        assertThat(admitted(20_000)).isEqualTo(UnverifiedRate.BURST);
    }

    @Test
    void admits_again_whatWasGivenBack() {
        UnverifiedRate few = new UnverifiedRate(10, 10, () -> nanos);
        assertThat(admitted(few, 20)).isEqualTo(10);

        few.giveBack();
        few.giveBack();

        assertThat(admitted(few, 20)).isEqualTo(2);
    }

    @Test
    void rateOfZero_admitsNothing() {
        UnverifiedRate none = new UnverifiedRate(0, 0, () -> nanos);
        nanos += 3_600_000_000_000L;

        assertThat(admitted(none, 10)).isZero();
    }
}
