package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All windows of a subject. They are one value, so that all policies of the subject are decided together. */
record Subject(Map<String, Window> windows, long expiresAt) implements Expiring {
    static final Subject NONE = new Subject(Map.of(), 0);

    /** The current window of a policy; null if there is none. */
    @Nullable
    Window window(String policyId, long now) {
        Window window = windows.get(policyId);
        return window == null || window.end() <= now ? null : window;
    }

    /** A copy of the subject with one window replaced, without windows that have ended. */
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
     * The window of a policy.
     *
     * @param id the unique id of the window
     * @param count the permits counted so far
     * @param end when the window ends
     */
    record Window(long id, long count, long end) {
        /**
         * Adds to the count, or subtracts from it if the amount is negative. The result is limited to 0 and
         * {@link Long#MAX_VALUE}.
         */
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
