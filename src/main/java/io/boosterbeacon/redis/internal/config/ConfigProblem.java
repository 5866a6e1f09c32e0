package io.boosterbeacon.redis.internal.config;

/**
 * A mistake in the configuration or in an annotation. The message names the wrong thing, its value and what is
 * accepted.
 */
public final class ConfigProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigProblem(String message) {
        super(message);
    }

    /** The usual form: {@code <what> is "<value>"; accepted: <accepted>}. */
    public static ConfigProblem of(String what, Object value, String accepted) {
        return new ConfigProblem(what + " is \"" + value + "\"; accepted: " + accepted);
    }
}
