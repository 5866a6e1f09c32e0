package io.boosterbeacon.redis.internal.cache.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** When values are replaced. */
class ReadPolicyTest {
    private static final long WRITTEN = 1_000_000;
    private static final Duration LOAD = Duration.ofMillis(20);

    private static ReadPolicy policy(Duration ttl, Duration refreshAfter, double jitter, Duration slidingTtl) {
        return new ReadPolicy(
                "prices",
                ttl,
                Duration.ofMillis(1),
                Duration.ZERO,
                Duration.ZERO,
                slidingTtl,
                jitter,
                new RefreshPolicy(refreshAfter, 0, Duration.ZERO, Duration.ZERO, true));
    }

    private static Freshness at(ReadPolicy policy, Lifetime lifetime, long age) {
        return policy.freshness(new Lookup.Hit(new byte[0], WRITTEN, lifetime), WRITTEN + age);
    }

    /** Whatever lifetime jitter, a CacheTtl or nullTtl has given it. */
    @Property
    void value_isDueForTheSamePartOfEachLifetime(
            @ForAll @LongRange(min = 100, max = 100_000_000) long ttl,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double part,
            @ForAll @DoubleRange(min = 0, max = 0.5) double jitter,
            @ForAll @LongRange(min = 100, max = 100_000_000) long ofValue,
            @ForAll boolean sliding) {
        ReadPolicy policy = policy(
                Duration.ofMillis(ttl),
                Duration.ofMillis(Math.max(1, (long) (ttl * part))),
                jitter,
                sliding ? Duration.ofMillis(ttl / 2) : Duration.ZERO);
        Lifetime lifetime = policy.lifetime(Duration.ofMillis(ofValue), LOAD);
        double due = (double) policy.refresh().after().toMillis() / ttl * lifetime.fresh();

        assertThat(at(policy, lifetime, lifetime.fresh() - 1)).isEqualTo(Freshness.DUE);
        assertThat(at(policy, lifetime, (long) due + 1)).isIn(Freshness.DUE, Freshness.STALE);
        if (due >= 1) {
            assertThat(at(policy, lifetime, (long) due - 1)).isEqualTo(Freshness.FRESH);
        }
    }
}
