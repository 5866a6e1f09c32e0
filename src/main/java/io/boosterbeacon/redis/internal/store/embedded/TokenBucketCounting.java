package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Bucket;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import org.jspecify.annotations.Nullable;

/** Token buckets. In each millisecond the level sinks by the limit. */
record TokenBucketCounting(TokenBucket algorithm) implements Counting {
    private long length() {
        return algorithm.length().toMillis();
    }

    /** The level as of now. */
    private long level(@Nullable Counter counter, long now) {
        if (!(counter instanceof Bucket kept)) {
            return 0;
        }
        long level = kept.level();
        if (kept.length() != length()) {
            // The policy has changed: the permits in use stay as many. Divided as the store on Redis does.
            double permits = (double) level / kept.length();
            level = Math.min((long) Math.ceil(permits * length()), Algorithm.MAX_EXACT);
        }
        return sunk(level, now - kept.time());
    }

    /** What is left of a level after a time. */
    private long sunk(long level, long elapsed) {
        return elapsed >= Ratio.up(level, algorithm.limit()) ? 0 : level - elapsed * algorithm.limit();
    }

    /** The level at which permits are in use. It is limited to what the store on Redis can count exactly. */
    private long levelOf(long permits) {
        return permits > Algorithm.MAX_EXACT / length() ? Algorithm.MAX_EXACT : permits * length();
    }

    @Override
    public long count(@Nullable Counter counter, long now) {
        return Ratio.up(level(counter, now), length());
    }

    @Override
    public long reset(@Nullable Counter counter, long now) {
        long level = level(counter, now);
        return level == 0 ? length() : Ratio.up(level, algorithm.limit());
    }

    @Override
    public long retryAfter(@Nullable Counter counter, long cost, long now) {
        long over = level(counter, now) + (cost - algorithm.burst()) * length();
        return over <= 0 ? 0 : Ratio.up(over, algorithm.limit());
    }

    @Override
    public Counter add(@Nullable Counter counter, long amount, long now, long newId) {
        return bucket(id(counter, now, newId), level(counter, now) + levelOf(amount), now);
    }

    @Override
    public @Nullable Counter subtract(@Nullable Counter counter, long amount, long now) {
        return counter instanceof Bucket kept ? bucket(kept.id(), level(kept, now) - levelOf(amount), now) : counter;
    }

    /** The id of the bucket; the new id if it is full. */
    private long id(@Nullable Counter counter, long now, long newId) {
        return counter instanceof Bucket kept && level(kept, now) > 0 ? kept.id() : newId;
    }

    @Override
    public Mark receipt(Counter counted, long now, long newId) {
        return new Mark(id(counted, now, newId), now);
    }

    @Override
    public @Nullable Counter settle(@Nullable Counter counter, long amount, Mark receipt, long now, long newId) {
        long level = level(counter, now);
        long id = id(counter, now, newId);
        long change = 0;
        if (amount >= 0) {
            change = Math.max(0, Math.min(levelOf(amount), algorithm.burst() * length() - level));
        } else if (id == receipt.id()) {
            // What has accrued since the permits were taken may have been theirs: it is not given back a second time.
            // So
            // the level never falls below what it were without them.
            change = -sunk(levelOf(-amount), now - receipt.at());
        }
        return change == 0 ? counter : bucket(id, level + change, now);
    }

    private Bucket bucket(long id, long level, long now) {
        long limited = Math.max(0, Math.min(level, Algorithm.MAX_EXACT));
        return new Bucket(id, limited, now, length(), now + Ratio.up(limited, algorithm.limit()));
    }

    @Override
    public Counter recall(Window remembered, long now) {
        return add(null, remembered.count(), now, remembered.id());
    }
}
