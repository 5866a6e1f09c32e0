package io.boosterbeacon.redis.internal.store;

import java.time.Duration;

/**
 * The time after which a store, or a node of a cluster, counts as silent because it has answered no call and no ping.
 */
public final class SilenceLimits {
    /** The period of the check for answers. */
    public static final Duration CHECK_PERIOD = Duration.ofMillis(225);
    /**
     * The number of consecutive checks without an answer after which the store is silent. Together with the period in
     * which the silence began they take less than a second.
     */
    public static final int MAX_UNANSWERED_CHECKS = 3;

    private SilenceLimits() {}
}
