package io.boosterbeacon.redis.cache;

import java.time.Duration;

/**
 * What one node has counted of one cache since its start. The counts are read one after the other, not at one moment.
 *
 * @param nearHits values that this node had kept
 * @param remoteHits values from the store, or from a load that the caller has waited for
 * @param misses calls that have found no value
 * @param loads loads of this node that have succeeded. A bulk load counts once for each key
 * @param loadTime how long these loads and the failed ones took, all together
 * @param staleServes values that were returned after their lifetime
 * @param errors loads that have failed, and stored values that could not be read
 * @param evictions values that this node has stopped keeping because all near values took too much memory
 * @param bytes the stored size of the values that this node keeps now
 */
public record CacheStatistics(
        long nearHits,
        long remoteHits,
        long misses,
        long loads,
        Duration loadTime,
        long staleServes,
        long errors,
        long evictions,
        long bytes) {
    /**
     * Returns all hits.
     *
     * @return near and remote hits
     */
    public long hits() {
        return nearHits + remoteHits;
    }
}
