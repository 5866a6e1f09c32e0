package io.boosterbeacon.redis.internal.store;

import java.util.Locale;

/** A feature that uses the store. A server may permit some features and refuse others. */
public enum StoreFeature {
    CACHE,
    RATELIMIT,
    REVOCATION,
    /** Keys of {@code RedisService}. */
    COMMANDS,
    /** Notifications of ended leases. Without them waiting callers poll. */
    PUSHES;

    /** The name in lower case, as in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
