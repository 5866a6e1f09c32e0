package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Outcome;
import io.boosterbeacon.redis.internal.telemetry.LimitOutcome;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether calls of limited methods are admitted.
 *
 * <p>All policies of one subject are sent to the store in one round trip, and they count all or nothing. Different
 * subjects are sent in parallel; if one is denied, the permits of the others are given back. If one is known to be
 * denied, nothing is sent. Policies in shadow mode are sent separately, so that they do not influence the others.
 * Thread-safe.
 */
public final class RateLimitDecider {
    /** The policy that stands for the list of denied subjects. */
    static final String DENY_LIST = "deny-list";

    /** A decision takes no longer from the store to here. */
    private static final Duration LONGEST_WAY = Duration.ofMillis(250);

    private final RateLimitStore store;
    private final Duration timeout;
    private final Acquisitions calls;
    private final Telemetry telemetry;
    private final InstantSource clock;
    private final RunningCalls running;
    private final LimitRules rules;

    /**
     * @param store a store with deadlines, which applies each policy's {@code onStoreFailure}
     * @param timeout the maximum time of a decision
     * @param telemetry is notified of every decision
     * @param running renews the permits of admitted calls that end with the call
     * @param rules change limits at run time
     */
    public RateLimitDecider(
            RateLimitStore store,
            Duration timeout,
            Resolvers resolvers,
            Telemetry telemetry,
            InstantSource clock,
            RunningCalls running,
            LimitRules rules) {
        this.store = store;
        this.timeout = timeout;
        this.calls = new Acquisitions(resolvers);
        this.telemetry = telemetry;
        this.clock = clock;
        this.running = running;
        this.rules = rules;
    }

    /**
     * Decides one call; waits for the store at most its deadline.
     *
     * @throws CallerInterruptedException if the thread is interrupted while it waits; counted permits are given back
     */
    public Verdict decide(Endpoint endpoint, Caller caller) {
        return decide(endpoint, caller, List.of());
    }

    /**
     * Decides one call of a bean, as {@link #decide(Endpoint, Caller)}.
     *
     * @param arguments of the call, for beans that determine its cost
     */
    public Verdict decide(Endpoint endpoint, Caller caller, List<Object> arguments) {
        return decide(endpoint, caller, arguments, endpoint.needsEnd());
    }

    /** Whether the caller must be known first: rules that may concern it name users or claims, or are not known. */
    public boolean needsIdentity(Endpoint endpoint) {
        return rules.inForce().needIdentity(endpoint.limits());
    }

    /**
     * Decides one call by a part of its policies, whose verdict {@link #decideAfter} completes. Empty if no policy is
     * given, or if the caller must be known first.
     */
    public Optional<Verdict> decideBefore(Endpoint first, Caller caller) {
        return !first.isLimited() || needsIdentity(first)
                ? Optional.empty()
                : Optional.of(decide(first, caller, List.of(), true));
    }

    /**
     * Decides one call by the rest of its policies. If they deny it, what the earlier ones have counted is given back.
     *
     * @param earlier has admitted the call
     */
    public Verdict decideAfter(Verdict earlier, Endpoint rest, Caller caller) {
        Verdict verdict = Verdict.NONE;
        boolean admitted = false;
        try {
            // without a policy, too: only now is it known whether the caller is on the list of denied subjects
            verdict = decide(rest, caller);
            admitted = verdict.admitted();
        } finally {
            if (!admitted) {
                earlier.call().revoke(timeout);
            }
        }
        return admitted
                ? verdict.after(earlier).of(verdict.call().after(earlier.call()))
                : verdict.after(earlier.givenBack());
    }

    private Verdict decide(Endpoint endpoint, Caller caller, List<Object> arguments, boolean needsCall) {
        long began = System.nanoTime();
        KnownRules known = rules.current(timeout);
        List<KnownRules.Timed> about = known.about(caller);
        if (!about.isEmpty()) {
            Optional<Duration> denied = known.denied(about);
            if (denied.isPresent()) {
                return denied(endpoint, denied.get());
            } else if (KnownRules.isAllowed(about)) {
                return Verdict.NONE;
            }
        }
        List<Acquisition> acquisitions = calls.of(endpoint, caller, arguments, about);
        List<Acquisition> refused = refused(acquisitions, known.areRead());
        if (!refused.isEmpty()) {
            return verdict(endpoint, refused);
        }
        for (Acquisition acquisition : acquisitions) {
            acquisition.start(store);
        }
        try {
            for (Acquisition acquisition : acquisitions) {
                acquisition.await();
            }
        } catch (CallerInterruptedException e) {
            for (Acquisition acquisition : acquisitions) {
                acquisition.forEachReceiptLater(store::giveBack);
            }
            throw e;
        }
        Verdict verdict = verdict(endpoint, acquisitions);
        if (!verdict.admitted()) {
            giveBack(acquisitions, began);
            return verdict;
        }
        return needsCall ? verdict.of(admitted(acquisitions)) : verdict;
    }

    /** The admitted call, with all permits that it has taken. */
    private AdmittedCall admitted(List<Acquisition> acquisitions) {
        TakenPermits taken = TakenPermits.of(acquisitions);
        return running.begin(taken, CallOutcome.of(taken.conditional(), store, timeout));
    }

    /** The caller is on the list of denied subjects. */
    private Verdict denied(Endpoint endpoint, Duration left) {
        RateLimitResult result =
                new RateLimitResult(true, 0, 0, 0, clock.instant().plus(left), left);
        telemetry.limitDecided(endpoint.name(), DENY_LIST, "", LimitOutcome.DENIED, result, false);
        return new Verdict(List.of(new Verdict.Result(DENY_LIST, null, left, result)), false);
    }

    /**
     * The acquisitions that deny a call before the store is asked; empty if the store has to decide. While the rules are
     * not known, nobody knows whether the caller is denied: that is a failure of the store.
     */
    private List<Acquisition> refused(List<Acquisition> acquisitions, boolean rulesKnown) {
        if (!rulesKnown) {
            List<Acquisition> closed =
                    acquisitions.stream().filter(Acquisition::isClosed).toList();
            if (!closed.isEmpty()) {
                closed.forEach(Acquisition::fail);
                return closed;
            }
        }
        // a single one is repeated by the store's decorator
        return acquisitions.size() < 2
                ? List.of()
                : acquisitions.stream()
                        .filter(acquisition -> acquisition.isKnownDenied(store))
                        .toList();
    }

    private Verdict verdict(Endpoint endpoint, List<Acquisition> acquisitions) {
        List<Verdict.Result> results = new ArrayList<>(endpoint.limits().size());
        boolean unavailable = false;
        boolean denied = false;
        for (Acquisition acquisition : acquisitions) {
            denied |= acquisition.denies();
        }
        boolean givesBack = denied;
        for (Acquisition acquisition : acquisitions) {
            unavailable |= acquisition.isUnavailable();
            acquisition.forEach((item, decision) -> {
                RateLimitPolicy policy = item.limit().policy();
                Algorithm algorithm = item.limit().request().algorithm();
                RateLimitResult result =
                        decision != null && isCounted(decision) ? result(algorithm, decision, clock) : null;
                if (result != null && !policy.shadow()) {
                    Verdict.Result taken = new Verdict.Result(
                            policy.name(),
                            acquisition.subject(),
                            Algorithms.window(algorithm),
                            result,
                            item.taken(decision));
                    Verdict.Result told = givesBack ? taken.givenBack() : taken;
                    results.add(told);
                    result = told.decision();
                }
                telemetry.limitDecided(
                        endpoint.name(),
                        policy.name(),
                        acquisition.subject(),
                        outcome(decision),
                        result,
                        policy.shadow());
            });
        }
        return new Verdict(results, unavailable);
    }

    private static boolean isCounted(Decision decision) {
        return decision.outcome() != Outcome.UNCOUNTED;
    }

    private static LimitOutcome outcome(@Nullable Decision decision) {
        if (decision == null) {
            return LimitOutcome.FAILED_CLOSED;
        }
        return decision.outcome() == Outcome.UNCOUNTED
                ? LimitOutcome.FAILED_OPEN
                : LimitOutcome.counted(decision.admitted(), decision.local());
    }

    /** Converts a decision to the result of the API. */
    static RateLimitResult result(Algorithm algorithm, Decision decision, InstantSource clock) {
        return new RateLimitResult(
                !decision.admitted(),
                algorithm.capacity(),
                decision.count(),
                decision.remaining(),
                resetTime(algorithm, decision, clock.instant()),
                decision.retryAfter());
    }

    /**
     * The moment when the count is zero. That of a calendar window is a moment of the calendar; the time until then was
     * longer when the store has decided, by its whole milliseconds and the way here.
     */
    private static Instant resetTime(Algorithm algorithm, Decision decision, Instant now) {
        Instant late = now.plus(reset(algorithm, decision));
        if (!(algorithm instanceof Algorithm.CalendarWindow calendar)) {
            return late;
        }
        Duration half = calendar.length().dividedBy(2);
        Instant earliest = late.minus(half.compareTo(LONGEST_WAY) < 0 ? half : LONGEST_WAY);
        Instant end = Instant.ofEpochMilli(calendar.end(earliest.toEpochMilli()));
        return end.isBefore(late) ? end : late;
    }

    /** The time until the count is zero. For a bucket of which nothing is used, the store names the length of its limit. */
    private static Duration reset(Algorithm algorithm, Decision decision) {
        return decision.count() == 0 && algorithm instanceof Algorithm.TokenBucket
                ? Algorithms.window(algorithm)
                : decision.reset();
    }

    /**
     * Gives back the permits of a denied call's other subjects, and of policies in shadow mode. Waits as long as the
     * decision has time left, so that the next call sees the result.
     */
    private void giveBack(List<Acquisition> acquisitions, long began) {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        for (Acquisition acquisition : acquisitions) {
            acquisition.forEachReceipt(
                    receipt -> pending.add(store.giveBack(receipt).toCompletableFuture()));
        }
        CallOutcome.await(pending, timeout.toNanos() - (System.nanoTime() - began));
    }
}
