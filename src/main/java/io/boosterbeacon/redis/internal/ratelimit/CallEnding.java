package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome.Kind;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is known about how a call ends, for the beans that settle its cost. A call of which nothing is known has failed.
 * Thread-safe.
 */
final class CallEnding {
    private static final int FIRST_FAILURE = 400;

    private static final RateLimitOutcome UNKNOWN = failure(Optional.empty());

    private final AtomicReference<RateLimitOutcome> known = new AtomicReference<>(UNKNOWN);

    /** The thread that has decided the call. */
    private final Thread ofCall = Thread.currentThread();

    /**
     * Whether a bean may settle the cost here: it may wait, for a database for instance. All other threads on which calls
     * end have more to do: those of timers, and the one that reads from Redis.
     */
    boolean isOnThreadOfCall() {
        return Thread.currentThread() == ofCall;
    }

    RateLimitOutcome outcome() {
        return Objects.requireNonNullElse(known.get(), UNKNOWN);
    }

    /** Whether a call with a response of this status has succeeded. */
    static boolean isSuccess(int status) {
        return status < FIRST_FAILURE;
    }

    void answered(int status, @Nullable Object entity) {
        known.updateAndGet(before -> answer(status, Optional.ofNullable(entity), before.failure()));
    }

    /** The container has finished the request. What the filters of JAX-RS have seen of the response tells more. */
    void finished(int status) {
        known.updateAndGet(
                before -> before.status().isPresent() ? before : answer(status, Optional.empty(), before.failure()));
    }

    void returned(@Nullable Object result) {
        known.set(new RateLimitOutcome(
                Kind.COMPLETED, OptionalInt.empty(), Optional.ofNullable(result), Optional.empty()));
    }

    /** The call has failed without a response, or while its response was written. */
    void failed(@Nullable Throwable failure) {
        known.updateAndGet(before -> new RateLimitOutcome(
                Kind.FAILED, before.status(), before.result(), cause(failure).or(before::failure)));
    }

    /** The method has failed. The response, if there is one, tells whether the call has. */
    void methodFailed(Throwable failure) {
        known.updateAndGet(
                before -> new RateLimitOutcome(before.kind(), before.status(), before.result(), cause(failure)));
    }

    void aborted() {
        known.updateAndGet(
                before -> new RateLimitOutcome(Kind.ABORTED, before.status(), before.result(), before.failure()));
    }

    private static RateLimitOutcome answer(int status, Optional<Object> entity, Optional<Throwable> failure) {
        return new RateLimitOutcome(
                isSuccess(status) ? Kind.COMPLETED : Kind.FAILED, OptionalInt.of(status), entity, failure);
    }

    private static RateLimitOutcome failure(Optional<Throwable> failure) {
        return new RateLimitOutcome(Kind.FAILED, OptionalInt.empty(), Optional.empty(), failure);
    }

    /** The exception by which a stage has failed, without the wrapper that dependent stages add. */
    private static Optional<Throwable> cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? Optional.of(failure.getCause())
                : Optional.ofNullable(failure);
    }
}
