package io.boosterbeacon.redis.internal.store;

import java.util.concurrent.CompletionStage;

/**
 * An answer of a port, or a stage derived from one, with a deadline. After the deadline the stage fails with
 * {@link StoreException}. Use {@link Answers#await} to wait for it.
 */
public interface TimedAnswer<T> extends CompletionStage<T> {
    /**
     * Waits for the answer. The calling thread checks the deadline itself. If the deadline is missed, it also runs
     * everything that depends on the answer, so that no code of the application may depend on it.
     *
     * @throws CallerInterruptedException if the thread is interrupted while it waits
     */
    T await() throws StoreException;

    /** The answer without the deadline. For a derived stage, the stage itself. */
    CompletionStage<T> untimed();

    /** As {@link Answers#whenAnswered}. The stage has the same deadline, and an answer without it. */
    CompletionStage<T> whenAnswered(Runnable task);
}
