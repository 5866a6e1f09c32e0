package io.boosterbeacon.redis.internal.store;

/**
 * Identifies the permits that a decision has taken, so that they can be given back. Only the store that has created a
 * receipt can read more of it than the subject.
 */
public interface Receipt {
    /** The receipt of a decision that has taken nothing. */
    Receipt NONE = () -> "";

    /** The subject that the permits were counted for; empty if there are none. */
    String subject();
}
