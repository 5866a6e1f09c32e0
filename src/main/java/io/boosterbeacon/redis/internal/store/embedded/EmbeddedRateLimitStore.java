package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.embedded.Subject.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Rate limits in bounded memory. All windows of a subject are one value. A quarter of the memory holds exact counts,
 * the rest holds {@link DroppedWindows}. When the exact part is full, windows are evicted, but their counts are
 * remembered: a flood of subjects does not reset anybody's count. Only when the memory of dropped windows is full too,
 * a new window may begin with a count above zero, which never exceeds the highest dropped count.
 */
final class EmbeddedRateLimitStore implements RateLimitFollower {
    /** The measured memory of a subject, and of each of its windows. */
    private static final int SUBJECT_BYTES = 320;

    private static final int WINDOW_BYTES = 96;

    /** Stands for whichever window is current. No window has this id. */
    private static final long ANY_WINDOW = 0;

    private final Time time;
    private final ExpiringMap<String, Subject> subjects;
    private final DroppedWindows dropped;
    private final AtomicLong windows = new AtomicLong();

    /** @param maxBytes the approximate memory of all counts */
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
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        String[] policyIds = new String[requests.size()];
        for (int i = 0; i < policyIds.length; i++) {
            policyIds[i] = requests.get(i).policyId();
        }
        return completedFuture(change(
                subject,
                (before, now) -> decide(subject, before, requests, now, windows.incrementAndGet()),
                policyIds));
    }

    private static Change<List<Decision>> decide(
            String subject, Subject before, List<Request> requests, long now, long newId) {
        boolean all = true;
        for (Request request : requests) {
            all &= Counting.of(request.algorithm()).admits(before.window(request.policyId(), now), request.cost());
        }
        Subject after = before;
        List<Decision> decisions = new ArrayList<>(requests.size());
        for (Request request : requests) {
            Counting counting = Counting.of(request.algorithm());
            Window window = before.window(request.policyId(), now);
            boolean admitted = counting.admits(window, request.cost());
            Receipt receipt = Receipt.NONE;
            if (all) {
                window = counting.count(window, request.cost(), now, newId);
                after = after.with(request.policyId(), window, now);
                receipt = new WindowReceipt(subject, request.policyId(), window.id(), request.cost());
            }
            decisions.add(counting.decision(admitted, window, now, receipt));
        }
        return new Change<>(decisions, after);
    }

    @Override
    public CompletionStage<Void> giveBack(Receipt receipt) {
        if (receipt instanceof WindowReceipt taken) {
            Usage unused = takeBack(taken.subject(), taken.policyId(), taken.cost(), taken.window());
        }
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Usage> penalize(String subject, String policyId, Algorithm algorithm, long amount) {
        return completedFuture(change(
                subject,
                (before, now) -> {
                    Window after = Counting.of(algorithm)
                            .count(before.window(policyId, now), amount, now, windows.incrementAndGet());
                    return new Change<>(after.usage(now), before.with(policyId, after, now));
                },
                policyId));
    }

    @Override
    public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
        return completedFuture(takeBack(subject, policyId, amount, ANY_WINDOW));
    }

    private Usage takeBack(String subject, String policyId, long amount, long windowId) {
        return change(
                subject,
                (before, now) -> {
                    Window window = before.window(policyId, now);
                    if (window == null) {
                        return new Change<>(Usage.NONE, before);
                    }
                    if (windowId != ANY_WINDOW && windowId != window.id()) {
                        return new Change<>(window.usage(now), before);
                    }
                    Window after = window.plus(-amount);
                    return new Change<>(after.usage(now), before.with(policyId, after, now));
                },
                policyId);
    }

    @Override
    public CompletionStage<Usage> usage(String subject, String policyId) {
        return completedFuture(change(
                subject,
                (before, now) -> {
                    Window window = before.window(policyId, now);
                    return new Change<>(window == null ? Usage.NONE : window.usage(now), before);
                },
                policyId));
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId) {
        boolean unused = change(subject, (before, now) -> {
            // a dropped window cannot be deleted, but a current window with count 0 hides it
            Window shadowed = dropped.recall(subject, policyId, now, windows.incrementAndGet());
            return new Change<>(
                    true,
                    shadowed == null
                            ? before.without(policyId, now)
                            : before.with(policyId, shadowed.plus(-shadowed.count()), now));
        });
        return completedFuture(null);
    }

    @Override
    public void follow(String subject, Request request, Decision decision) {
        String policyId = request.policyId();
        boolean unused = change(
                subject,
                (before, now) -> {
                    Window known = before.window(policyId, now);
                    Window followed =
                            Counting.of(request.algorithm()).adopt(decision, known, now, windows.incrementAndGet());
                    Subject after =
                            followed == null || followed.equals(known) ? before : before.with(policyId, followed, now);
                    return new Change<>(true, after);
                },
                policyId);
    }

    private <T> T change(String subject, Operation<T> operation, String... policyIds) {
        while (true) {
            Subject found = subjects.get(subject);
            Change<T> change = found == null
                    ? create(subject, operation, policyIds)
                    : replace(subject, found, operation, policyIds);
            if (change != null) {
                return change.answer();
            }
        }
    }

    private <T> @Nullable Change<T> replace(
            String subject, Subject found, Operation<T> operation, String... policyIds) {
        Subject before = withDroppedWindows(subject, found, policyIds);
        Change<T> change = operation.from(before, time.now());
        return change.after().equals(before) || subjects.swap(subject, found, orNull(change.after())) ? change : null;
    }

    /**
     * Creates a subject atomically: between a read and a write, another caller's windows could be added and evicted.
     */
    private <T> @Nullable Change<T> create(String subject, Operation<T> operation, String... policyIds) {
        AtomicReference<@Nullable Change<T>> made = new AtomicReference<>();
        subjects.createIfAbsent(subject, () -> {
            Subject before = withDroppedWindows(subject, Subject.NONE, policyIds);
            Change<T> change = operation.from(before, time.now());
            made.set(change);
            return change.after().equals(before) ? null : orNull(change.after());
        });
        return made.get();
    }

    /** Adds the windows of these policies that were evicted and have not ended. */
    private Subject withDroppedWindows(String subject, Subject found, String... policyIds) {
        long now = time.now();
        Subject all = found;
        for (String policyId : policyIds) {
            Window window = found.window(policyId, now) == null
                    ? dropped.recall(subject, policyId, now, windows.incrementAndGet())
                    : null;
            if (window != null) {
                all = all.with(policyId, window, now);
            }
        }
        return all;
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

    /** Computes a change of a subject. Called again if the subject has been changed concurrently. */
    private interface Operation<T> {
        Change<T> from(Subject before, long now);
    }

    /** The answer of an operation, and the subject after it. */
    private record Change<T>(T answer, Subject after) {}

    /** The receipt for permits of a window. */
    private record WindowReceipt(String subject, String policyId, long window, long cost) implements Receipt {}
}
