package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreReceipt;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Blocked;
import io.boosterbeacon.redis.internal.store.embedded.Counter.Window;
import io.boosterbeacon.redis.internal.store.embedded.Subjects.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Rate limits in this JVM, in bounded memory ({@link Subjects}). */
final class EmbeddedRateLimitStore implements RateLimitFollower {
    private final Subjects subjects;
    /** The ids of windows and permits. */
    private final AtomicLong ids = new AtomicLong();

    /** @param maxBytes the approximate memory of all counts */
    EmbeddedRateLimitStore(Time time, long maxBytes) {
        subjects = new Subjects(time, maxBytes, ids::incrementAndGet);
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        Map<String, Counting> policies = new LinkedHashMap<>();
        for (Request request : requests) {
            policies.put(request.policyId(), Counting.of(request.algorithm()));
        }
        return completedFuture(subjects.change(
                subject, policies, (before, now) -> decide(subject, before, requests, now, ids.incrementAndGet())));
    }

    private static Change<List<Decision>> decide(
            String subject, Subject before, List<Request> requests, long now, long newId) {
        boolean all = true;
        long[] retryAfter = new long[requests.size()];
        for (int i = 0; i < retryAfter.length; i++) {
            Request request = requests.get(i);
            retryAfter[i] = retryAfter(request, before.counter(request.policyId(), now), now);
            all &= retryAfter[i] == 0;
        }
        Subject after = before;
        List<Decision> decisions = new ArrayList<>(requests.size());
        for (int i = 0; i < retryAfter.length; i++) {
            Request request = requests.get(i);
            Counter counter = before.counter(request.policyId(), now);
            Receipt receipt = Receipt.NONE;
            if (all) {
                Counting counting = Counting.of(request.algorithm());
                counter = counting.add(counter, request.cost(), now, newId);
                after = after.with(request.policyId(), counter, now);
                receipt = new EmbeddedReceipt(
                        subject,
                        request,
                        counting.receipt(counter, now, newId),
                        counting.windowLeft(counter, now).orElse(null));
            }
            decisions.add(decision(request.algorithm(), counter, retryAfter[i], now, receipt));
        }
        return new Change<>(decisions, after);
    }

    private static long retryAfter(Request request, @Nullable Counter counter, long now) {
        return counter instanceof Blocked blocked
                ? blocked.until() - now
                : Counting.of(request.algorithm()).retryAfter(counter, request.cost(), now);
    }

    private static Decision decision(
            Algorithm algorithm, @Nullable Counter counter, long retryAfter, long now, Receipt receipt) {
        Usage usage = usage(algorithm, counter, now);
        return Decision.counted(
                algorithm, retryAfter == 0, usage.count(), usage.reset(), Duration.ofMillis(retryAfter), receipt);
    }

    private static Usage usage(Algorithm algorithm, @Nullable Counter counter, long now) {
        if (counter instanceof Blocked blocked) {
            return new Usage(algorithm.capacity(), Duration.ofMillis(blocked.until() - now));
        }
        Counting counting = Counting.of(algorithm);
        return new Usage(counting.count(counter, now), Duration.ofMillis(counting.reset(counter, now)));
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        if (receipt instanceof EmbeddedReceipt taken) {
            long amount = cost - taken.request().cost();
            replace(
                    taken,
                    (counting, counter, now) ->
                            counting.settle(counter, amount, taken.mark(), now, ids.incrementAndGet()));
        }
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        if (receipt instanceof EmbeddedReceipt taken) {
            replace(taken, (counting, counter, now) -> counting.renew(counter, taken.mark(), now));
        }
        return completedFuture(null);
    }

    /** Changes what a receipt stands for, also while the subject is blocked. */
    private void replace(EmbeddedReceipt taken, CounterChange by) {
        String policyId = taken.request().policyId();
        Counting counting = Counting.of(taken.request().algorithm());
        boolean unused = subjects.change(taken.subject(), Map.of(policyId, counting), (before, now) -> {
            Counter counter = before.counter(policyId, now);
            Counter after = counter instanceof Blocked blocked
                    ? Blocked.until(blocked.until(), by.apply(counting, blocked.count(), now), now)
                    : by.apply(counting, counter, now);
            return new Change<>(true, before.with(policyId, after, now));
        });
    }

    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        Counting counting = Counting.of(algorithm);
        return completedFuture(subjects.changeSurely(subject, Map.of(policyId, counting), (before, now) -> {
            Counter counter = before.counter(policyId, now);
            if (counter instanceof Blocked) {
                return new Change<>(usage(algorithm, counter, now), before);
            }
            Counter after = counter;
            if (amount != 0 && !(algorithm instanceof Algorithm.Concurrency)) {
                after = amount > 0
                        ? counting.add(counter, amount, now, ids.incrementAndGet())
                        : counting.subtract(counter, -amount, now);
            }
            long count = counting.count(after, now);
            boolean nothing = after == null || (count == 0 && !(after instanceof Window));
            return new Change<>(
                    nothing ? Usage.NONE : new Usage(count, Duration.ofMillis(counting.left(after, now))),
                    before.with(policyId, after, now));
        }));
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration length) {
        boolean unused = subjects.change(subject, Map.of(policyId, Counting.of(algorithm)), (before, now) -> {
            long until = Time.after(now, length);
            Counter counter = before.counter(policyId, now);
            Counter after = counter instanceof Blocked blocked
                    ? Blocked.until(Math.max(until, blocked.until()), blocked.count(), now)
                    : Blocked.until(until, counter, now);
            return new Change<>(true, before.with(policyId, after, now));
        });
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        boolean unused = subjects.changeSurely(
                subject,
                Map.of(policyId, Counting.of(algorithm)),
                (before, now) -> new Change<>(true, before.without(policyId, now)));
        return completedFuture(null);
    }

    @Override
    public void follow(String subject, Request request, Decision decision) {
        String policyId = request.policyId();
        Counting counting = Counting.of(request.algorithm());
        boolean unused = subjects.change(subject, Map.of(policyId, counting), (before, now) -> {
            Counter known = before.counter(policyId, now);
            Counter followed =
                    known instanceof Blocked ? known : counting.adopt(decision, known, now, ids.incrementAndGet());
            return new Change<>(
                    true, followed == null || followed.equals(known) ? before : before.with(policyId, followed, now));
        });
    }

    void clear() {
        subjects.clear();
    }

    long size() {
        return subjects.size();
    }

    /** Computes a counter from the one before. */
    private interface CounterChange {
        @Nullable
        Counter apply(Counting counting, @Nullable Counter before, long now);
    }

    /**
     * The receipt for permits.
     *
     * @param mark where the algorithm has counted them
     * @param window as {@link #windowLeft}
     */
    private record EmbeddedReceipt(String subject, Request request, Counting.Mark mark, @Nullable Duration window)
            implements StoreReceipt {
        @Override
        public Optional<Duration> windowLeft() {
            return Optional.ofNullable(window);
        }
    }
}
