package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All windows of one subject: one value, so that its policies are decided together. */
record Subject(Map<String, Window> windows, long expiresAt) implements Expiring {
    static final Subject NONE = new Subject(Map.of(), 0);

    /** The current window of a policy, if it has one. */
    @Nullable
    Window window(String policyId, long now) {
        Window window = windows.get(policyId);
        return window == null || window.end() <= now ? null : window;
    }

    /** The same subject with one window replaced and without those that have ended. */
    Subject with(String policyId, Window window, long now) {
        if (windows.isEmpty() || (windows.size() == 1 && windows.containsKey(policyId))) {
            return window.end() <= now ? NONE : new Subject(Map.of(policyId, window), window.end());
        }
        Map<String, Window> all = new HashMap<>(windows);
        all.put(policyId, window);
        return of(all, now);
    }

    Subject without(String policyId, long now) {
        Map<String, Window> all = new HashMap<>(windows);
        all.remove(policyId);
        return of(all, now);
    }

    private static Subject of(Map<String, Window> all, long now) {
        long last = 0;
        for (Iterator<Window> each = all.values().iterator(); each.hasNext(); ) {
            long end = each.next().end();
            if (end <= now) {
                each.remove();
            } else {
                last = Math.max(last, end);
            }
        }
        return new Subject(Map.copyOf(all), last);
    }

    /**
     * One policy's window.
     *
     * @param id no other window has it
     * @param count what it has counted
     * @param end when it ends
     */
    record Window(long id, long count, long end) {
        /** Adds, or takes away down to 0; what is beyond counting stays at the most that can be counted. */
        Window plus(long amount) {
            long sum = count + amount;
            boolean overflows = amount > 0 && sum < count;
            return new Window(id, overflows ? Long.MAX_VALUE : Math.max(0, sum), end);
        }

        Duration left(long now) {
            return Duration.ofMillis(end - now);
        }

        Usage usage(long now) {
            return new Usage(count, left(now));
        }
    }
}
