package io.boosterbeacon.redis.internal.store;

import java.util.concurrent.CompletionStage;

/**
 * An answer of a port, or a stage made from one, that comes before a deadline; the stage fails with {@link StoreException}
 * otherwise. To be waited for with {@link Answers#await}.
 */
public interface TimedAnswer<T> extends CompletionStage<T> {
    /**
     * Waits. The calling thread minds the deadline itself, and runs what depends on the answer if it is missed: nothing of the
     * application's may.
     *
     * @throws CallerInterruptedException if the thread is interrupted before
     */
    T await() throws StoreException;

    /** The answer whenever it comes, without the deadline; of a stage made from an answer, the stage itself. */
    CompletionStage<T> untimed();
}
