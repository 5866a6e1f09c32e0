package io.boosterbeacon.redis.internal.config;

import java.time.Duration;

/**
 * The settings of readiness.
 *
 * @param onStoreFailure the state while the store does not answer
 * @param timeout how long readiness waits for the store
 */
public record HealthSettings(State onStoreFailure, Duration timeout) {
    /** The state that readiness reports. */
    public enum State {
        DOWN,
        UP
    }

    static HealthSettings read(Values values) {
        return new HealthSettings(
                values.choice(ConfigKeys.HEALTH_ON_STORE_FAILURE, State.class, State.DOWN),
                values.duration(
                        ConfigKeys.HEALTH_TIMEOUT,
                        Duration.ofMillis(500),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1)));
    }
}
