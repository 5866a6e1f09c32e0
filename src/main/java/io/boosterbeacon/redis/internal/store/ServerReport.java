package io.boosterbeacon.redis.internal.store;

import java.util.Optional;

/**
 * What a server tells of itself.
 *
 * @param evictionPolicy what it does when its memory is full: its {@code maxmemory-policy}, or {@link #UNKNOWN}
 * @param evicts whether it may evict values that have not expired: its memory is limited, and the policy allows it
 * @param scripts empty if the server does not tell
 */
public record ServerReport(String evictionPolicy, boolean evicts, Optional<Scripts> scripts) {
    /** For what a server does not tell, to a user with few permissions for one. */
    public static final String UNKNOWN = "unknown";

    /** The policy of a server that evicts nothing. */
    public static final String NO_EVICTION = "noeviction";

    /**
     * The library's scripts.
     *
     * @param loaded how many of them the server knows
     * @param all how many there are
     */
    public record Scripts(int loaded, int all) {}
}
