package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the annotations that change caches do around one method: some changes before it, some after it. */
final class ChangingMethod {
    private final List<ChangeDefinition> changes;
    private final Invalidator invalidator;
    private final AfterCommit afterCommit;

    ChangingMethod(List<ChangeDefinition> changes, Invalidator invalidator, AfterCommit afterCommit) {
        this.changes = List.copyOf(changes);
        this.invalidator = invalidator;
        this.afterCommit = afterCommit;
    }

    @Nullable
    Object call(Object[] arguments, Callable<@Nullable Object> proceed) throws Exception {
        // all keys are made before the call: the method may modify its arguments
        List<Due> due = changes.stream().map(change -> due(change, arguments)).toList();
        due.stream().filter(change -> !change.when().after()).forEach(change -> join(change.committed()));
        Object returned;
        try {
            returned = proceed.call();
        } catch (Throwable failure) {
            ended(due, failure);
            throw failure;
        }
        if (returned instanceof CompletionStage<?> stage) {
            return after(due, stage);
        }
        ended(due, null);
        return returned;
    }

    private void ended(List<Due> due, @Nullable Throwable failure) {
        due(due, failure)
                .forEach(change -> afterCommit.run(() -> join(change.committed()), () -> join(change.undone())));
    }

    /** A stage ends on a thread of somebody's, perhaps the store's own, which must not wait; it has no transaction. */
    private static <T> CompletionStage<T> after(List<Due> due, CompletionStage<T> stage) {
        return stage.handle((value, failure) -> {
                    CompletionStage<Void> changed = CompletableFuture.completedFuture(null);
                    for (Due change : due(due, thrown(failure)).toList()) {
                        changed = changed.thenCompose(done -> change.committed().get());
                    }
                    return changed;
                })
                .thenCompose(changed -> changed)
                .thenCompose(changed -> stage);
    }

    private static Stream<Due> due(List<Due> due, @Nullable Throwable failure) {
        return due.stream()
                .filter(change -> change.when().after() && change.when().applies(failure));
    }

    private static void join(Supplier<CompletionStage<Void>> change) {
        try {
            change.get().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw e;
        }
    }

    private Due due(ChangeDefinition change, Object[] arguments) {
        if (change instanceof ChangeDefinition.Clear clear) {
            return new Due(change.when(), () -> invalidator.clear(clear.cacheName()));
        }
        if (change instanceof ChangeDefinition.Invalidate invalidate) {
            CacheEntry.Cached entry = invalidate.entries().entry(arguments);
            return new Due(change.when(), () -> invalidator.invalidate(entry));
        }
        ChangeDefinition.Put put = (ChangeDefinition.Put) change;
        CacheEntry.Cached entry = put.entries().entry(arguments);
        Object value = put.shape().unwrap(arguments[put.value()]);
        if (!put.policy().enabled() || value == null) {
            return new Due(change.when(), () -> invalidator.invalidate(entry));
        }
        return new Due(change.when(), () -> put(put, entry, value), () -> invalidator.invalidate(entry));
    }

    private CompletionStage<Void> put(ChangeDefinition.Put put, CacheEntry.Cached entry, Object value) {
        byte[] sealed;
        try {
            sealed = put.envelope().seal(value);
        } catch (RuntimeException | Error e) {
            // the method has changed what the old value was loaded from
            return invalidator.invalidate(entry).thenCompose(done -> CompletableFuture.failedFuture(e));
        }
        return invalidator.put(entry, sealed, put.policy().ttl());
    }

    /** What the method threw: a stage that depends on another wraps its failure. */
    private static @Nullable Throwable thrown(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * A change that is due at a certain time.
     *
     * @param committed makes it
     * @param undone makes good for it, if the transaction that it belongs to is rolled back
     */
    private record Due(
            ChangeDefinition.When when,
            Supplier<CompletionStage<Void>> committed,
            Supplier<CompletionStage<Void>> undone) {
        Due(ChangeDefinition.When when, Supplier<CompletionStage<Void>> always) {
            this(when, always, always);
        }
    }
}
