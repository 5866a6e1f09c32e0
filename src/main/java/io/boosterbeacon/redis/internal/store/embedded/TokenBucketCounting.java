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
        // if the policy has changed, the permits in use stay as many
        long level = kept.length() == length() ? kept.level() : levelOf(Ratio.up(kept.level(), kept.length()));
        return sunk(level, kept.length() == length() ? now - kept.time() : 0);
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
        return bucket(level(counter, now) + levelOf(amount), now);
    }

    @Override
    public @Nullable Counter subtract(@Nullable Counter counter, long amount, long now) {
        return bucket(level(counter, now) - levelOf(amount), now);
    }

    @Override
    public long receipt(Counter counted, long now, long newId) {
        return now;
    }

    @Override
    public @Nullable Counter settle(@Nullable Counter counter, long amount, long receipt, long now) {
        long level = level(counter, now);
        if (amount < 0) {
            // What has accrued since the permits were taken may have been theirs: it is not given back a second time.
            // So
            // the level never falls below what it were without them.
            return bucket(level - sunk(levelOf(-amount), now - receipt), now);
        }
        long rest = algorithm.burst() * length() - level;
        return bucket(level + Math.max(0, Math.min(levelOf(amount), rest)), now);
    }

    private Bucket bucket(long level, long now) {
        long limited = Math.max(0, Math.min(level, Algorithm.MAX_EXACT));
        return new Bucket(limited, now, length(), now + Ratio.up(limited, algorithm.limit()));
    }

    @Override
    public Counter recall(Window remembered, long now) {
        return add(null, remembered.count(), now, remembered.id());
    }
}
