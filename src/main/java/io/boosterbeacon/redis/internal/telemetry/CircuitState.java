package io.boosterbeacon.redis.internal.telemetry;

import java.util.Locale;

/** The state of a circuit breaker. */
public enum CircuitState {
    /** The store answers: every call is made. */
    CLOSED,
    /** The store does not answer: no call is made. */
    OPEN,
    /** The store has answered a probe: one call is made to find out whether it answers that, too. */
    HALF_OPEN;

    /** For people: {@code closed}, {@code open} or {@code half_open}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
