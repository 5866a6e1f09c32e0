package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Policy;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
import io.boosterbeacon.redis.internal.telemetry.LimitOutcome;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides calls of limited methods.
 *
 * <p>The policies of one subject go to the store together, in one round trip and all or nothing. Different subjects go in
 * parallel; if one denies, what the others counted is given back. Policies in a trial run go by themselves, so that they
 * change nothing. Thread-safe.
 */
public final class RateLimitDecider {
    private final RateLimitStore store;
    private final LocalRateLimits local;
    private final StoreGuard guard;
    private final Subjects subjects;
    private final Telemetry telemetry;
    private final InstantSource clock;

    /** @param local counts in this JVM for {@link OnStoreFailure#LOCAL} */
    public RateLimitDecider(
            RateLimitStore store,
            LocalRateLimits local,
            StoreGuard guard,
            Function<Class<? extends RateLimitKeyResolver>, RateLimitKeyResolver> resolvers,
            Telemetry telemetry,
            InstantSource clock) {
        this.store = store;
        this.local = local;
        this.guard = guard;
        this.subjects = new Subjects(resolvers);
        this.telemetry = telemetry;
        this.clock = clock;
    }

    /**
     * Decides one call; waits for the store at most its deadline.
     *
     * @throws CallerInterruptedException if the thread is interrupted before; what has been counted is given back
     */
    public Verdict decide(Endpoint endpoint, Caller caller) {
        long began = System.nanoTime();
        // all are asked before any is waited for
        List<Asked> asked = groups(endpoint, caller).stream().map(this::ask).toList();
        List<Answer> answers;
        try {
            answers = asked.stream().map(this::answer).toList();
        } catch (CallerInterruptedException e) {
            asked.forEach(this::giveBackLater);
            throw e;
        }
        Verdict verdict = new Verdict(
                answers.stream()
                        .filter(answer -> !answer.group().shadow())
                        .flatMap(answer -> answer.results().stream())
                        .toList(),
                answers.stream().anyMatch(Answer::unavailable));
        if (!verdict.admitted()) {
            CompletableFuture<?>[] back = answers.stream()
                    .filter(answer -> !answer.group().shadow() && !answer.limited())
                    .flatMap(this::giveBack)
                    .toArray(CompletableFuture<?>[]::new);
            guard.linger(CompletableFuture.allOf(back), began);
        }
        answers.forEach(answer -> report(endpoint, answer));
        return verdict;
    }

    private List<Group> groups(Endpoint endpoint, Caller caller) {
        Map<String, List<RateLimitPolicy>> bySubject = new LinkedHashMap<>();
        List<Group> groups = new ArrayList<>();
        for (RateLimitPolicy policy : endpoint.policies()) {
            String subject = subjects.of(endpoint, policy, caller);
            if (policy.shadow()) {
                groups.add(new Group(subject, List.of(policy)));
            } else {
                bySubject.computeIfAbsent(subject, key -> new ArrayList<>()).add(policy);
            }
        }
        bySubject.forEach((subject, policies) -> groups.add(new Group(subject, policies)));
        return groups;
    }

    private Asked ask(Group group) {
        return new Asked(group, guard.start(() -> store.tryAcquire(group.subject(), group.asked())));
    }

    private Answer answer(Asked asked) {
        Group group = asked.group();
        try {
            List<Decision> decisions = asked.call().await();
            learn(group, decisions);
            return answer(group, group.policies(), decisions, store);
        } catch (StoreException e) {
            return withoutStore(group);
        }
    }

    /** Should the store not answer the next time, counting goes on from here. */
    private void learn(Group group, List<Decision> decisions) {
        for (int i = 0; i < decisions.size(); i++) {
            RateLimitPolicy policy = group.policies().get(i);
            if (policy.onStoreFailure() == OnStoreFailure.LOCAL) {
                local.learn(group.subject(), policy.name(), decisions.get(i));
            }
        }
    }

    private Answer withoutStore(Group group) {
        boolean closed = !group.shadow() && group.has(OnStoreFailure.CLOSED);
        List<RateLimitPolicy> counted = group.policies().stream()
                .filter(policy -> policy.onStoreFailure() == OnStoreFailure.LOCAL)
                .toList();
        if (closed || counted.isEmpty()) {
            return new Answer(group, List.of(), List.of(), List.of(), store, closed);
        }
        // this JVM's answer is there at once
        List<Decision> decisions = local.tryAcquire(group.subject(), new Group(group.subject(), counted).asked())
                .toCompletableFuture()
                .join();
        return answer(group, counted, decisions, local);
    }

    private Answer answer(Group group, List<RateLimitPolicy> policies, List<Decision> decisions, RateLimitStore from) {
        List<Verdict.Result> results = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            RateLimitPolicy policy = policies.get(i);
            results.add(new Verdict.Result(
                    policy.name(), policy.window(), result(policy.limit(), decisions.get(i), clock)));
        }
        return new Answer(group, policies, decisions, results, from, false);
    }

    static RateLimitResult result(long limit, Decision decision, InstantSource clock) {
        return new RateLimitResult(
                !decision.admitted(),
                limit,
                decision.count(),
                Math.max(0, limit - decision.count()),
                clock.instant().plus(decision.reset()),
                decision.admitted() ? Duration.ZERO : decision.reset());
    }

    /**
     * Another subject denied the call: what this one has counted is not owed. This is waited for as long as the decision has
     * time, so that the next call finds it done; that the time is over is no failure of the store. If it fails indeed, the
     * count stays too high until the window ends, never too low.
     */
    private Stream<CompletableFuture<Usage>> giveBack(Answer answer) {
        return IntStream.range(0, answer.counted().size()).mapToObj(i -> {
            RateLimitPolicy policy = answer.counted().get(i);
            Decision decision = answer.decisions().get(i);
            Supplier<CompletionStage<Usage>> back = () ->
                    answer.from().giveBack(answer.group().subject(), policy.name(), policy.cost(), decision.window());
            // past the guard if counted here: it lets nothing through while the store is silent, and must not take this
            // for an answer of the store
            return answer.from() == local ? back.get().toCompletableFuture() : guard.call(back);
        });
    }

    /** Nobody waits for the answer any more, nor makes the call that it admits. */
    private void giveBackLater(Asked asked) {
        Group group = asked.group();
        CompletionStage<Void> unused = asked.call().answer().thenAccept(decisions -> {
            Answer answer = answer(group, group.policies(), decisions, store);
            if (!answer.limited()) {
                giveBack(answer).forEach(back -> {});
            }
        });
    }

    private void report(Endpoint endpoint, Answer answer) {
        Group group = answer.group();
        boolean locally = answer.from() == local;
        for (Verdict.Result result : answer.results()) {
            RateLimitResult decision = result.decision();
            telemetry.limitDecided(
                    endpoint.name(),
                    result.policy(),
                    group.subject(),
                    LimitOutcome.counted(!decision.limited(), locally),
                    decision,
                    group.shadow());
        }
        if (answer.counted().size() == group.policies().size()) {
            return;
        }
        for (RateLimitPolicy policy : group.policies()) {
            if (!answer.counted().contains(policy)) {
                telemetry.limitDecided(
                        endpoint.name(),
                        policy.name(),
                        group.subject(),
                        answer.unavailable() ? LimitOutcome.FAILED_CLOSED : LimitOutcome.FAILED_OPEN,
                        null,
                        group.shadow());
            }
        }
    }

    /** Policies that count for the same subject. */
    private record Group(String subject, List<RateLimitPolicy> policies) {
        boolean shadow() {
            return policies.get(0).shadow();
        }

        boolean has(OnStoreFailure policy) {
            return policies.stream().anyMatch(each -> each.onStoreFailure() == policy);
        }

        List<Policy> asked() {
            return policies.stream()
                    .map(policy -> new Policy(policy.name(), policy.limit(), policy.window(), policy.cost()))
                    .toList();
        }
    }

    /** A group, and the call that asks the store about it. */
    private record Asked(Group group, StoreGuard.Call<List<Decision>> call) {}

    /** What a group was answered by {@code from}: one decision and one result for each policy that counted. */
    private record Answer(
            Group group,
            List<RateLimitPolicy> counted,
            List<Decision> decisions,
            List<Verdict.Result> results,
            RateLimitStore from,
            boolean unavailable) {
        boolean limited() {
            return results.stream().anyMatch(result -> result.decision().limited());
        }
    }
}
