package io.boosterbeacon.redis.internal.store;

import java.util.Optional;

/**
 * The state that a server reports.
 *
 * @param evictionPolicy its {@code maxmemory-policy}, or {@link #UNKNOWN}
 * @param evicts whether it may evict values that have not expired, because its memory is limited and the policy allows
 *     it
 * @param scripts empty if the server does not report them
 */
public record ServerReport(String evictionPolicy, boolean evicts, Optional<Scripts> scripts) {
    /** Stands for a value that the server does not report, for example because the user lacks the permission. */
    public static final String UNKNOWN = "unknown";

    /** The eviction policy of a server that evicts nothing. */
    public static final String NO_EVICTION = "noeviction";

    /**
     * The library's scripts.
     *
     * @param loaded how many scripts the server has loaded
     * @param all how many scripts there are
     */
    public record Scripts(int loaded, int all) {}
}
