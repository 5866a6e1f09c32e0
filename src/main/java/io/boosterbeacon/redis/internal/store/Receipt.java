package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Identifies the permits that a decision has taken, so that they can be given back. Only the store that has created a
 * receipt can read more of it than the subject.
 */
public interface Receipt {
    /** The receipt of a decision that has taken nothing. */
    Receipt NONE = () -> "";

    /** The subject that the permits were counted for; empty if there are none. */
    String subject();

    /**
     * The time from the decision until the window ends that has counted the permits. Empty if the reset of the decision
     * tells it: it does not if a sliding window counts beside windows of another length.
     */
    default Optional<Duration> windowLeft() {
        return Optional.empty();
    }
}
