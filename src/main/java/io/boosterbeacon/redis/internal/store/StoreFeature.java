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
    PUSHES(false),
    /** The audit of revocations. Without it revocations are in force all the same. */
    AUDIT(false);

    private final boolean essential;

    StoreFeature() {
        this(true);
    }

    StoreFeature(boolean essential) {
        this.essential = essential;
    }

    /** Whether an application that uses the feature does not work without it. */
    public boolean isEssential() {
        return essential;
    }

    /** The name in lower case, as in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
