package io.boosterbeacon.redis.internal.store;

import java.util.Locale;

/** What a store is used for, as far as a server may refuse one and allow another. */
public enum StoreFeature {
    CACHE,
    RATELIMIT,
    REVOCATION,
    /** Keys of {@code RedisService}. */
    COMMANDS,
    /** News of ended leases: without them, whoever waits looks again by itself. */
    PUSHES;

    /** In lower case, as in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
