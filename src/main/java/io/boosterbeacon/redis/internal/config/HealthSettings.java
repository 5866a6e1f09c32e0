package io.boosterbeacon.redis.internal.config;

import java.time.Duration;

/**
 * What readiness says.
 *
 * @param onStoreFailure while the store does not answer
 * @param timeout how long it waits for the store
 */
public record HealthSettings(State onStoreFailure, Duration timeout) {
    /** Whether requests should come here. */
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
