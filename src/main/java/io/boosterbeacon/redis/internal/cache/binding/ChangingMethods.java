package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.invalidate.InvalidationEvents;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the methods of an application need that change caches. Thread-safe. */
public record ChangingMethods(Invalidator invalidator, Transactions transactions, InvalidationEvents events) {
    ChangingMethod of(List<ChangeDefinition> changes) {
        return new ChangingMethod(changes, invalidator, transactions, events);
    }

    /** Makes changes that no method makes, after the commit of the caller's transaction if there is one, and waits. */
    void make(List<ChangeDefinition> all, Object[] arguments) {
        if (!all.isEmpty()) {
            called(all, arguments, null);
        }
    }

    /** The same as {@link #make} without waiting. */
    CompletionStage<@Nullable Void> makeAsync(List<ChangeDefinition> all, Object[] arguments) {
        CompletionStage<@Nullable Void> done = CompletableFuture.completedFuture(null);
        return all.isEmpty() || !(called(all, arguments, done) instanceof CompletionStage<?> changed)
                ? done
                : changed.thenApply(ended -> null);
    }

    private @Nullable Object called(List<ChangeDefinition> all, Object[] arguments, @Nullable Object returned) {
        try {
            return of(all).call(arguments, () -> returned);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a body that returns a constant has failed", e);
        }
    }
}
