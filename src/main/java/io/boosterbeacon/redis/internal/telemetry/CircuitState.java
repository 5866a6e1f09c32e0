package io.boosterbeacon.redis.internal.telemetry;

import java.util.Locale;

/** The state of a circuit breaker. */
public enum CircuitState {
    /** The store answers: all calls are sent. */
    CLOSED,
    /** The store does not answer: calls fail at once and are not sent. */
    OPEN,
    /** The store has answered a probe: one call is sent, and its outcome closes or opens the circuit. */
    HALF_OPEN;

    /** The state as readiness shows it: {@code closed}, {@code open} or {@code half_open}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
