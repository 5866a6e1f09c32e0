package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fixed windows, one value a subject. Without a bound they are never dropped before their end, however many there are: a
 * forgotten counter would admit too much.
 */
final class EmbeddedRateLimitStore implements RateLimitStore {
    /** Whichever window is there. */
    private static final String ANY = "*";

    private final Time time;
    private final ExpiringMap<String, Subject> subjects;
    private final AtomicLong windows = new AtomicLong();

    EmbeddedRateLimitStore(Time time, long maxSubjects) {
        this.time = time;
        subjects = maxSubjects == Long.MAX_VALUE
                ? new ExpiringMap<>(time)
                : new ExpiringMap<>(time, maxSubjects, (subject, windows) -> 1);
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Policy> policies) {
        return change(subject, (before, now) -> decide(before, policies, now, windows.incrementAndGet()));
    }

    private static Change<List<Decision>> decide(Subject before, List<Policy> policies, long now, long newId) {
        boolean all = policies.stream()
                .allMatch(each -> admits(each, before.windowOrNew(each.id(), each.window(), now, newId)));
        Map<String, Window> counted = new HashMap<>();
        List<Decision> decisions = new ArrayList<>(policies.size());
        for (Policy policy : policies) {
            Window window = before.windowOrNew(policy.id(), policy.window(), now, newId);
            Window after = all ? window.plus(policy.cost()) : window;
            counted.put(policy.id(), after);
            boolean there = all || before.window(policy.id(), now) != null;
            decisions.add(
                    new Decision(admits(policy, window), after.count(), after.left(now), there ? window.name() : ""));
        }
        return new Change<>(decisions, all ? before.with(counted, now) : before);
    }

    private static boolean admits(Policy policy, Window window) {
        return policy.cost() <= policy.limit() - window.count();
    }

    @Override
    public CompletionStage<Usage> penalize(String subject, String policyId, long amount, Duration window) {
        return change(subject, (before, now) -> {
            Window after = before.windowOrNew(policyId, window, now, windows.incrementAndGet())
                    .plus(amount);
            return new Change<>(after.usage(now), before.with(Map.of(policyId, after), now));
        });
    }

    @Override
    public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
        return takeBack(subject, policyId, amount, ANY);
    }

    @Override
    public CompletionStage<Usage> giveBack(String subject, String policyId, long amount, String window) {
        return takeBack(subject, policyId, amount, window);
    }

    private CompletionStage<Usage> takeBack(String subject, String policyId, long amount, String owing) {
        return change(subject, (before, now) -> {
            Window window = before.window(policyId, now);
            if (window == null) {
                return new Change<>(Usage.NONE, before);
            }
            if (!owing.equals(ANY) && !owing.equals(window.name())) {
                return new Change<>(window.usage(now), before);
            }
            Window after = window.plus(-amount);
            return new Change<>(after.usage(now), before.with(Map.of(policyId, after), now));
        });
    }

    @Override
    public CompletionStage<Usage> usage(String subject, String policyId) {
        return change(subject, (before, now) -> {
            Window window = before.window(policyId, now);
            return new Change<>(window == null ? Usage.NONE : window.usage(now), before);
        });
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId) {
        return change(subject, (before, now) -> new Change<>(true, before.without(policyId, now)))
                .thenApply(done -> null);
    }

    private <T> CompletionStage<T> change(String subject, Step<T> step) {
        while (true) {
            Subject found = subjects.get(subject);
            Subject before = found == null ? Subject.NONE : found;
            Change<T> change = step.from(before, time.now());
            Subject after = change.after().windows().isEmpty() ? null : change.after();
            if (change.after().equals(before) || subjects.swap(subject, found, after)) {
                return completedFuture(change.answer());
            }
        }
    }

    void clear() {
        subjects.clear();
    }

    long size() {
        return subjects.size();
    }

    /** Works out a change; asked again if somebody else was faster. */
    private interface Step<T> {
        Change<T> from(Subject before, long now);
    }

    /** An answer, and the subject that makes it true. */
    private record Change<T>(T answer, Subject after) {}
}
