package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
    private static final Instant NODE = Instant.parse("2026-03-01T12:00:00Z");
    private static final Logger LOG = Logger.getLogger("io.boosterbeacon.redis");

    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final ClockSkew skew = new ClockSkew(Duration.ofSeconds(60));

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(handler);
    }

    private void measure(Duration trip, Duration ahead) {
        skew.measured(NODE, NODE.plus(trip), NODE.plus(trip.dividedBy(2)).plus(ahead));
    }

    @Test
    void measured_isCorrectedByHalfTheTrip() {
        measure(Duration.ofMillis(200), Duration.ofMillis(-30));
        assertThat(skew.last()).hasValue(Duration.ofMillis(-30));
    }

    @Test
    void measured_beyondWhatIsConfigured_isLoggedOnceAndWhenItIsOver() {
        for (int i = 0; i < 5; i++) {
            measure(Duration.ofMillis(2), Duration.ofSeconds(-61));
        }
        assertThat(logged).hasSize(1).first().asString().startsWith("WARNING").contains("clock");
        measure(Duration.ofMillis(2), Duration.ofSeconds(59));
        measure(Duration.ofMillis(2), Duration.ofSeconds(59));
        assertThat(logged).hasSize(2).last().asString().startsWith("INFO");
        measure(Duration.ofMillis(2), Duration.ofHours(1));
        assertThat(logged).hasSize(3);
    }

    /** Nobody knows when within a long trip the store told its time. */
    @Test
    void measured_byASlowAnswer_isNotMistakenForSkew() {
        measure(Duration.ofSeconds(20), Duration.ofSeconds(65));
        assertThat(logged).isEmpty();
    }

    @Test
    void measured_withoutAnyToleranceConfigured_isLoggedFromASecondOn() {
        ClockSkew none = new ClockSkew(Duration.ZERO);
        none.measured(NODE, NODE, NODE.plusMillis(900));
        assertThat(logged).isEmpty();
        none.measured(NODE, NODE, NODE.plusMillis(1_100));
        assertThat(logged).hasSize(1);
    }
}
