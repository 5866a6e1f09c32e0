package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TimedAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** An answer whose deadline a step of the schedule misses. Derived stages behave as those of a guard. */
final class ModelAnswer<T> extends CompletableFuture<T> implements TimedAnswer<T> {
    /** Of millions of calls; nobody reads where it was thrown. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final StoreException LATE =
            new StoreException(RedisErrorType.TIMEOUT_ERROR, "no answer in time", null);

    private final CompletionStage<T> untimed;

    ModelAnswer(CompletionStage<T> untimed) {
        this.untimed = untimed;
    }

    private ModelAnswer() {
        this.untimed = this;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ModelAnswer<>();
    }

    @Override
    public CompletionStage<T> untimed() {
        return untimed;
    }

    @Override
    public CompletionStage<T> whenAnswered(Runnable task) {
        ModelAnswer<T> derived = new ModelAnswer<>(untimed.whenComplete((result, failure) -> task.run()));
        CompletionStage<T> unused = whenComplete((result, failure) -> {
            task.run();
            if (failure == null) {
                derived.complete(result);
            } else {
                derived.completeExceptionally(failure);
            }
        });
        return derived;
    }

    void miss() {
        completeExceptionally(LATE);
    }

    /** Nobody can wait in a model that has one thread. */
    @Override
    public T await() {
        if (!isDone()) {
            throw new IllegalStateException("would wait for ever");
        }
        try {
            return join();
        } catch (CompletionException e) {
            throw (StoreException) e.getCause();
        }
    }
}
