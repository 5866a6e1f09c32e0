package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes permits that callers of {@link StoreRateLimiter} wait for. Thread-safe. */
final class Permits {
    private final RateLimitStore store;
    private final InstantSource clock;
    private final RunningCalls running;
    private final WaitingLines lines;

    /** @param lines of the same store */
    Permits(RateLimitStore store, InstantSource clock, RunningCalls running, WaitingLines lines) {
        this.store = store;
        this.clock = clock;
        this.running = running;
        this.lines = lines;
    }

    /**
     * What a caller wants.
     *
     * @param request to the policy
     */
    record Wish(String subject, QuotaPolicy policy, Request request) {}

    /** Takes a permit; the thread waits. */
    RateLimitPermit await(Wish wish, Duration maxWait) {
        CompletableFuture<Decision> answer = lines.acquire(wish.subject(), wish.request(), maxWait);
        try {
            return permit(wish, Answers.await(answer));
        } catch (CallerInterruptedException e) {
            leave(wish, answer);
            throw e;
        }
    }

    /** A caller leaves the line, which gives back what it takes for it. What it has taken already is given back here. */
    private void leave(Wish wish, CompletableFuture<Decision> answer) {
        if (!answer.cancel(false)) {
            CompletableFuture<Void> unused = answer.handle((decision, failure) -> {
                if (decision != null) {
                    lines.giveBack(wish.subject(), wish.request().policyId(), decision.receipt());
                }
                return null;
            });
        }
    }

    /**
     * Takes a permit without a thread that waits. However the result is completed, its caller leaves the line. Code of
     * the application may depend on the result, and may block: it delays neither the lines nor the threads of the store.
     */
    CompletionStage<RateLimitPermit> later(Wish wish, Duration maxWait) {
        CompletableFuture<Decision> answer = lines.acquire(wish.subject(), wish.request(), maxWait);
        CompletableFuture<RateLimitPermit> result = new CompletableFuture<>();
        // nothing depends on the result before it is returned
        boolean atOnce = answer.isDone();
        CompletableFuture<Void> unused = answer.handle((decision, failure) -> {
            if (atOnce) {
                complete(result, wish, decision, failure);
            } else {
                lines.offload(() -> complete(result, wish, decision, failure));
            }
            return null;
        });
        CompletableFuture<Boolean> unusedToo = result.handle((permit, failure) -> answer.cancel(false));
        return result;
    }

    private void complete(
            CompletableFuture<RateLimitPermit> result,
            Wish wish,
            @Nullable Decision decision,
            @Nullable Throwable failure) {
        if (decision == null) {
            result.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
            return;
        }
        try {
            HeldPermit permit = permit(wish, decision);
            if (!result.complete(permit)) {
                permit.giveBack();
            }
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private HeldPermit permit(Wish wish, Decision decision) {
        QuotaPolicy policy = wish.policy();
        Algorithm algorithm = wish.request().algorithm();
        RateLimitResult result = RateLimitDecider.result(algorithm, decision, clock);
        if (result.limited()) {
            throw new RateLimitExceededException(policy.name(), Algorithms.window(algorithm), result);
        }
        AdmittedCall call = algorithm.endsWithCall()
                ? running.begin(new RunningPermit(decision.receipt(), policy.window()))
                : AdmittedCall.withoutPermits();
        return new HeldPermit(
                result,
                decision.receipt(),
                store,
                call,
                () -> lines.wake(wish.subject(), wish.request().policyId()));
    }
}
