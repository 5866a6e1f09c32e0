package io.boosterbeacon.redis.internal.config;

/**
 * What readiness says.
 *
 * @param onStoreFailure while the store does not answer
 */
public record HealthSettings(State onStoreFailure) {
    /** Whether requests should come here. */
    public enum State {
        DOWN,
        UP
    }

    static HealthSettings read(Values values) {
        return new HealthSettings(values.choice(ConfigKeys.HEALTH_ON_STORE_FAILURE, State.class, State.DOWN));
    }
}
