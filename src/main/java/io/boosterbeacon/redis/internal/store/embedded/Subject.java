package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counters of a subject. They are one value, so that all policies of the subject are decided together. */
record Subject(Map<String, Counter> counters, long expiresAt) implements Expiring {
    static final Subject NONE = new Subject(Map.of(), 0);

    /** The counter of a policy; null if nothing is counted. */
    @Nullable
    Counter counter(String policyId, long now) {
        Counter counter = counters.get(policyId);
        if (counter instanceof Counter.Blocked blocked && blocked.until() <= now) {
            counter = blocked.count();
        }
        return counter == null || counter.end() <= now ? null : counter;
    }

    /** A copy of the subject with one counter replaced or removed, without counters that have ended. */
    Subject with(String policyId, @Nullable Counter counter, long now) {
        if (counter == null) {
            return without(policyId, now);
        }
        if (counters.isEmpty() || (counters.size() == 1 && counters.containsKey(policyId))) {
            return counter.end() <= now ? NONE : new Subject(Map.of(policyId, counter), counter.end());
        }
        Map<String, Counter> all = new HashMap<>(counters);
        all.put(policyId, counter);
        return of(all, now);
    }

    Subject without(String policyId, long now) {
        Map<String, Counter> all = new HashMap<>(counters);
        all.remove(policyId);
        return of(all, now);
    }

    private static Subject of(Map<String, Counter> all, long now) {
        long last = 0;
        for (Iterator<Counter> each = all.values().iterator(); each.hasNext(); ) {
            long end = each.next().end();
            if (end <= now) {
                each.remove();
            } else {
                last = Math.max(last, end);
            }
        }
        return new Subject(Map.copyOf(all), last);
    }
}
