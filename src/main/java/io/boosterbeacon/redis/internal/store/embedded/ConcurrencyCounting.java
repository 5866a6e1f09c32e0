package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Permits;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls that are running. */
record ConcurrencyCounting(Concurrency algorithm) implements Counting {
    /** Nobody knows when a call ends: a denied caller is told to ask again after this time. */
    private static final long ASK_AGAIN_MILLIS = 1_000;

    private static Permits permits(@Nullable Counter counter) {
        return counter instanceof Permits permits ? permits : Permits.NONE;
    }

    @Override
    public long count(@Nullable Counter counter, long now) {
        long running = 0;
        for (long end : permits(counter).ends().values()) {
            running += end > now ? 1 : 0;
        }
        return running;
    }

    @Override
    public long reset(@Nullable Counter counter, long now) {
        return Math.min(ASK_AGAIN_MILLIS, algorithm.length().toMillis());
    }

    @Override
    public long left(@Nullable Counter counter, long now) {
        return Math.max(0, permits(counter).end() - now);
    }

    @Override
    public long retryAfter(@Nullable Counter counter, long cost, long now) {
        return count(counter, now) < algorithm.limit() ? 0 : reset(counter, now);
    }

    @Override
    public Counter add(@Nullable Counter counter, long amount, long now, long newId) {
        Map<Long, Long> ends = new HashMap<>(permits(counter).ends());
        ends.values().removeIf(end -> end <= now);
        ends.put(newId, Time.after(now, algorithm.length()));
        return new Permits(ends);
    }

    @Override
    public @Nullable Counter subtract(@Nullable Counter counter, long amount, long now) {
        return counter;
    }

    @Override
    public Mark receipt(Counter counted, long now, long newId) {
        return new Mark(newId, 0);
    }

    @Override
    public @Nullable Counter settle(@Nullable Counter counter, long amount, Mark receipt, long now, long newId) {
        if (amount >= 0) {
            return counter;
        }
        Map<Long, Long> ends = new HashMap<>(permits(counter).ends());
        ends.remove(receipt.id());
        return ends.isEmpty() ? null : new Permits(ends);
    }

    @Override
    public @Nullable Counter renew(@Nullable Counter counter, Mark receipt, long now) {
        Permits permits = permits(counter);
        Long end = permits.ends().get(receipt.id());
        if (end == null || end <= now) {
            return counter;
        }
        Map<Long, Long> ends = new HashMap<>(permits.ends());
        ends.put(receipt.id(), Time.after(now, algorithm.length()));
        return new Permits(ends);
    }

    /** Permits are remembered exactly. */
    @Override
    public Counter recall(Window remembered, long now) {
        throw new IllegalStateException("permits are remembered exactly");
    }

    /** Permits that another store has given end there. */
    @Override
    public @Nullable Counter adopt(Decision decision, @Nullable Counter counter, long now, long newId) {
        return counter;
    }
}
