package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Fixed windows, one value a subject, in a bounded memory: a quarter of it for windows as they are, the rest for {@link
 * DroppedWindows}. A window is dropped only when the first part is full, and then its count is not forgotten: a subject goes
 * on from what it had counted at least, so no flood of subjects gains anybody a request. Only when that has no room left either,
 * a subject without a window may begin with a count above zero: with one that another subject had, so never with more than the
 * highest that was dropped.
 */
final class EmbeddedRateLimitStore implements LocalRateLimits {
    /** About what a subject and each of its windows take, measured. */
    private static final int SUBJECT_BYTES = 320;

    private static final int WINDOW_BYTES = 96;
    /** Ends that are learned are later than they are by the time an answer takes; so close together they are the same. */
    private static final long SAME_END_MILLIS = 1_000;

    /** Whichever window is there. */
    private static final String ANY = "*";

    private final Time time;
    private final ExpiringMap<String, Subject> subjects;
    private final DroppedWindows dropped;
    private final AtomicLong windows = new AtomicLong();

    /** @param maxBytes about what all counts may take */
    EmbeddedRateLimitStore(Time time, long maxBytes) {
        this.time = time;
        dropped = new DroppedWindows(maxBytes - maxBytes / 4);
        subjects = new ExpiringMap<>(time, maxBytes / 4, (subject, windows) -> weight(windows), this::drop);
    }

    private static int weight(Subject subject) {
        return SUBJECT_BYTES + WINDOW_BYTES * subject.windows().size();
    }

    private void drop(String subject, Subject windows) {
        long now = time.now();
        windows.windows().forEach((policyId, window) -> {
            if (window.end() > now) {
                dropped.remember(subject, policyId, window, now);
            }
        });
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Policy> policies) {
        List<String> ids = policies.stream().map(Policy::id).toList();
        return change(subject, ids, (before, now) -> decide(before, policies, now, windows.incrementAndGet()));
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
        return change(subject, List.of(policyId), (before, now) -> {
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
        return change(subject, List.of(policyId), (before, now) -> {
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
        return change(subject, List.of(policyId), (before, now) -> {
            Window window = before.window(policyId, now);
            return new Change<>(window == null ? Usage.NONE : window.usage(now), before);
        });
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId) {
        return change(subject, List.of(), (before, now) -> {
                    // one that was dropped cannot be forgotten, but counts nothing while another stands before it
                    Window shadowed = dropped.recall(subject, policyId, now, windows.incrementAndGet());
                    return new Change<>(
                            true,
                            shadowed == null
                                    ? before.without(policyId, now)
                                    : before.with(Map.of(policyId, shadowed.plus(-shadowed.count())), now));
                })
                .thenApply(done -> null);
    }

    @Override
    public void learn(String subject, String policyId, Decision decision) {
        if (decision.window().isEmpty()) {
            return;
        }
        CompletionStage<Boolean> unused = change(subject, List.of(policyId), (before, now) -> {
            Window known = before.window(policyId, now);
            long end = Time.after(now, decision.reset());
            Window learned = known == null || end - known.end() > SAME_END_MILLIS
                    ? new Window(windows.incrementAndGet(), decision.count(), end)
                    : known.plus(Math.max(0, decision.count() - known.count()));
            return new Change<>(true, learned.equals(known) ? before : before.with(Map.of(policyId, learned), now));
        });
    }

    private <T> CompletionStage<T> change(String subject, List<String> policyIds, Step<T> step) {
        while (true) {
            Subject found = subjects.get(subject);
            Change<T> change =
                    found == null ? create(subject, policyIds, step) : replace(subject, found, policyIds, step);
            if (change != null) {
                return completedFuture(change.answer());
            }
        }
    }

    private <T> @Nullable Change<T> replace(String subject, Subject found, List<String> policyIds, Step<T> step) {
        Subject before = recalled(subject, found, policyIds);
        Change<T> change = step.from(before, time.now());
        return change.after().equals(before) || subjects.swap(subject, found, orNull(change.after())) ? change : null;
    }

    /** All at once: between a look and a change another caller's windows could come and be dropped. */
    private <T> @Nullable Change<T> create(String subject, List<String> policyIds, Step<T> step) {
        AtomicReference<@Nullable Change<T>> made = new AtomicReference<>();
        subjects.createIfAbsent(subject, () -> {
            Subject before = recalled(subject, Subject.NONE, policyIds);
            Change<T> change = step.from(before, time.now());
            made.set(change);
            return change.after().equals(before) ? null : orNull(change.after());
        });
        return made.get();
    }

    private Subject recalled(String subject, Subject found, List<String> policyIds) {
        long now = time.now();
        Map<String, Window> recalled = new HashMap<>();
        for (String policyId : policyIds) {
            Window window = found.window(policyId, now) == null
                    ? dropped.recall(subject, policyId, now, windows.incrementAndGet())
                    : null;
            if (window != null) {
                recalled.put(policyId, window);
            }
        }
        return recalled.isEmpty() ? found : found.with(recalled, now);
    }

    private static @Nullable Subject orNull(Subject after) {
        return after.windows().isEmpty() ? null : after;
    }

    void clear() {
        subjects.clear();
        dropped.clear();
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
