package io.boosterbeacon.redis.internal.telemetry;

import io.boosterbeacon.redis.cache.CacheStatistics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what happens in the caches of this node. Thread-safe. */
public final class CacheCounters implements Telemetry {
    private final ConcurrentMap<String, Counts> counts = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, NearCounts> nearCounts = new ConcurrentHashMap<>();

    private static final class Counts {
        final LongAdder nearHits = new LongAdder();
        final LongAdder remoteHits = new LongAdder();
        final LongAdder misses = new LongAdder();
        final LongAdder loads = new LongAdder();
        final LongAdder loadNanos = new LongAdder();
        final LongAdder staleServes = new LongAdder();
        final LongAdder errors = new LongAdder();

        final CacheHits near = nearHits::increment;
        final CacheHits remote = remoteHits::increment;
    }

    private static final class NearCounts {
        final LongAdder evictions = new LongAdder();
        final LongAdder bytes = new LongAdder();
    }

    /** The names of the caches that have been used. */
    public Set<String> names() {
        return Set.copyOf(counts.keySet());
    }

    /**
     * What has been counted.
     *
     * @param cache the name of the cache
     * @param id its name in the store
     */
    public CacheStatistics of(String cache, String id) {
        Counts found = counts.getOrDefault(cache, NONE);
        NearCounts near = nearCounts.getOrDefault(id, NOTHING_NEAR);
        return new CacheStatistics(
                found.nearHits.sum(),
                found.remoteHits.sum(),
                found.misses.sum(),
                found.loads.sum(),
                Duration.ofNanos(found.loadNanos.sum()),
                found.staleServes.sum(),
                found.errors.sum(),
                near.evictions.sum(),
                near.bytes.sum());
    }

    private static final Counts NONE = new Counts();
    private static final NearCounts NOTHING_NEAR = new NearCounts();

    private Counts counts(String cache) {
        // a plain get first, because most calls find it
        @Nullable Counts known = counts.get(cache);
        return known == null ? counts.computeIfAbsent(cache, name -> new Counts()) : known;
    }

    private NearCounts near(String id) {
        return nearCounts.computeIfAbsent(id, each -> new NearCounts());
    }

    @Override
    public CacheHits cacheHits(String cache, HitSource source) {
        Counts of = counts(cache);
        return source == HitSource.NEAR ? of.near : of.remote;
    }

    @Override
    public void cacheMiss(String cache) {
        counts(cache).misses.increment();
    }

    @Override
    public void cacheLoaded(String cache, long nanos) {
        Counts of = counts(cache);
        of.loads.increment();
        of.loadNanos.add(nanos);
    }

    @Override
    public void cacheLoadFailed(String cache, long nanos) {
        Counts of = counts(cache);
        of.errors.increment();
        of.loadNanos.add(nanos);
    }

    @Override
    public void cacheUnreadable(String cache) {
        counts(cache).errors.increment();
    }

    @Override
    public void cacheServedStale(String cache) {
        counts(cache).staleServes.increment();
    }

    @Override
    public void cacheValueKept(String id, int bytes) {
        near(id).bytes.add(bytes);
    }

    @Override
    public void cacheValueDropped(String id, int bytes, boolean evicted) {
        NearCounts of = near(id);
        of.bytes.add(-bytes);
        if (evicted) {
            of.evictions.increment();
        }
    }
}
