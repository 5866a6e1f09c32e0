package io.boosterbeacon.redis.internal.store.redis;

import java.util.List;

/**
 * The keys of an entry.
 *
 * @param names in the order that the scripts require
 * @param isTagged whether values may have tags
 */
record EntryKeys(List<String> names, boolean isTagged) {
    /** The index of the generation among the keys of an entry of a named cache. */
    private static final int GENERATION = 2;

    String value() {
        return names.get(0);
    }

    /** Whether the entry belongs to a named cache. Its values have stamps. */
    boolean isNamed() {
        return names.size() > GENERATION;
    }

    /** The scripts for these keys. */
    CacheScripts scripts() {
        return isTagged ? CacheScripts.TAGGED : CacheScripts.PLAIN;
    }

    String generation() {
        return names.get(GENERATION);
    }

    List<String> valueAndLease() {
        return names.subList(0, GENERATION);
    }

    /** The keys whose ends wake the waiters of a lease: the end of a generation ends all its leases. */
    List<String> leaseEnds() {
        return names.subList(1, isNamed() ? GENERATION + 1 : GENERATION);
    }
}
