package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Operations on the answers of ports. */
public final class Answers {
    private Answers() {}

    /**
     * Waits for an answer. No code of the application may depend on the answer.
     *
     * @throws CallerInterruptedException if the thread is interrupted while it waits
     */
    public static <T> T await(CompletionStage<T> answer) throws StoreException {
        if (answer instanceof TimedAnswer<T> timed) {
            return timed.await();
        }
        CompletableFuture<T> untimed = answer.toCompletableFuture();
        try {
            return untimed.get();
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of("store", e);
        } catch (ExecutionException | CancellationException e) {
            throw StoreException.of("store", Duration.ZERO, e);
        }
    }

    /**
     * Waits for an answer, also if the thread is interrupted; its interrupt status is set again afterwards. The answer
     * must have a deadline.
     */
    public static <T> T awaitAlways(CompletionStage<T> answer) throws StoreException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return await(answer);
                } catch (CallerInterruptedException e) {
                    // has set the interrupt status, which is read above
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until all answers have arrived or failed, for a time at most. */
    public static void awaitAll(Collection<? extends CompletableFuture<?>> answers, Duration atMost) {
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            // the caller only gives them time
        }
    }

    /**
     * Runs a task when the store has answered or failed: before the stage that is returned completes, and once more
     * after a missed deadline, when the store has answered.
     */
    public static <T> CompletionStage<T> whenAnswered(CompletionStage<T> answer, Runnable task) {
        return answer instanceof TimedAnswer<T> timed
                ? timed.whenAnswered(task)
                : answer.whenComplete((result, failure) -> task.run());
    }

    /** The eventual answer of the store, even after a missed deadline that has failed the caller's stage. */
    public static <T> CompletionStage<T> untimed(CompletionStage<T> answer) {
        return answer instanceof TimedAnswer<T> timed ? timed.untimed() : answer;
    }
}
