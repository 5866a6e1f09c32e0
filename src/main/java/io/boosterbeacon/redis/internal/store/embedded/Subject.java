package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import java.time.Duration;
import java.util.HashMap;
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

    /**
     * The current window of a policy, or the one that would begin now.
     *
     * @param newId what a new one is called
     */
    Window windowOrNew(String policyId, Duration length, long now, long newId) {
        Window window = window(policyId, now);
        return window == null ? new Window(newId, 0, Time.after(now, length)) : window;
    }

    /** The same subject with some windows replaced and without those that have ended. */
    Subject with(Map<String, Window> replaced, long now) {
        Map<String, Window> all = new HashMap<>(windows);
        all.putAll(replaced);
        return of(all, now);
    }

    Subject without(String policyId, long now) {
        Map<String, Window> all = new HashMap<>(windows);
        all.remove(policyId);
        return of(all, now);
    }

    private static Subject of(Map<String, Window> all, long now) {
        all.values().removeIf(each -> each.end() <= now);
        return new Subject(
                Map.copyOf(all),
                all.values().stream().mapToLong(Window::end).max().orElse(0));
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

        String name() {
            return Long.toString(id);
        }

        Duration left(long now) {
            return Duration.ofMillis(end - now);
        }

        Usage usage(long now) {
            return new Usage(count, left(now));
        }
    }
}
