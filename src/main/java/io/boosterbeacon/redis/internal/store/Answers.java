package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** What callers do with the answer of a port. */
public final class Answers {
    private Answers() {}

    /**
     * Waits for an answer, which nothing of the application's may depend on.
     *
     * @throws CallerInterruptedException if the thread is interrupted before
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

    /** What the store answers in the end, even if the deadline was missed and the answer has failed for its caller. */
    public static <T> CompletionStage<T> untimed(CompletionStage<T> answer) {
        return answer instanceof TimedAnswer<T> timed ? timed.untimed() : answer;
    }
}
