package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.cache.read.RefreshPolicy;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;

/**
 * What schedules differ in besides their steps.
 *
 * @param nodes 2 or 3
 * @param keys 1 or 2
 * @param isNear whether nodes keep values
 * @param servesStale whether nodes may serve stale values
 * @param publishes whether nodes publish changes, because the server does not report them
 * @param policy of all reads
 */
record Variant(int nodes, int keys, boolean isNear, boolean servesStale, boolean publishes, ReadPolicy policy) {
    static final Duration TTL = Duration.ofSeconds(10);
    private static final RefreshPolicy NONE = new RefreshPolicy(Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, true);

    static Variant of(long seed) {
        boolean isNear = (seed >> 2 & 7) != 0;
        boolean servesStale = (seed >> 5 & 3) == 0;
        ReadPolicy policy = new ReadPolicy(
                "model", TTL, TTL, staleTtl(servesStale), isNear ? TTL : Duration.ZERO, Duration.ZERO, 0, NONE);
        return new Variant(
                2 + (int) (seed & 1), 1 + (int) (seed >> 1 & 1), isNear, servesStale, (seed >> 7 & 3) == 0, policy);
    }

    private static Duration staleTtl(boolean served) {
        return served ? TTL : Duration.ZERO;
    }

    Lifetime lifetime() {
        return Lifetime.of(TTL, staleTtl(servesStale), Duration.ZERO);
    }

    @Override
    public String toString() {
        return nodes + " nodes, " + keys + " keys" + (isNear ? ", near" : "") + (servesStale ? ", stale" : "")
                + (publishes ? ", published" : "");
    }
}
