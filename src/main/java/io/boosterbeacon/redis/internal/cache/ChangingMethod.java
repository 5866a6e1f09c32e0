package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.List;
import java.util.Optional;
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
    private final InvalidationNews news;

    ChangingMethod(
            List<ChangeDefinition> changes, Invalidator invalidator, AfterCommit afterCommit, InvalidationNews news) {
        this.changes = List.copyOf(changes);
        this.invalidator = invalidator;
        this.afterCommit = afterCommit;
        this.news = news;
    }

    @Nullable
    Object call(Object[] arguments, Callable<@Nullable Object> proceed) throws Exception {
        // all keys are made before the call: the method may modify its arguments
        List<Due> due = changes.stream().map(change -> due(change, arguments)).toList();
        make(due.stream()
                .filter(change -> !change.when().after())
                .map(Due::committed)
                .toList());
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
        List<Due> now = due(due, failure).toList();
        if (!now.isEmpty()) {
            afterCommit.run(
                    () -> make(now.stream().map(Due::committed).toList()),
                    () -> make(now.stream().map(Due::undone).toList()));
        }
    }

    /** A stage ends on a thread of somebody's, perhaps the store's own, which must not wait; it has no transaction. */
    private <T> CompletionStage<T> after(List<Due> due, CompletionStage<T> stage) {
        return stage.handle((value, failure) ->
                        makeAside(due(due, thrown(failure)).map(Due::committed).toList()))
                .thenCompose(changed -> changed)
                .thenCompose(changed -> stage);
    }

    private static Stream<Due> due(List<Due> due, @Nullable Throwable failure) {
        return due.stream()
                .filter(change -> change.when().after() && change.when().applies(failure));
    }

    private void make(List<Change> due) {
        try {
            begin(due).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw e;
        } finally {
            // what can fail is a put, which has nothing to tell
            due.forEach(change -> change.told().ifPresent(news::tell));
        }
    }

    private CompletionStage<Void> makeAside(List<Change> due) {
        return begin(due)
                .whenComplete(
                        (done, failure) -> due.forEach(change -> change.told().ifPresent(news::tellAside)));
    }

    /** Begins all before it waits for one: together they take no longer than the store's deadline. */
    private static CompletableFuture<Void> begin(List<Change> due) {
        return CompletableFuture.allOf(due.stream()
                .map(change -> change.action().get().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private Due due(ChangeDefinition change, Object[] arguments) {
        if (change instanceof ChangeDefinition.Clear clear) {
            return Due.always(
                    change.when(),
                    new Change(
                            () -> invalidator.clear(clear.cache().id()),
                            Optional.of(new CacheInvalidated(clear.cache().name(), true))));
        }
        if (change instanceof ChangeDefinition.Invalidate invalidate) {
            return Due.always(
                    change.when(),
                    invalidation(
                            invalidate.entries().cache(), invalidate.entries().entry(arguments)));
        }
        ChangeDefinition.Put put = (ChangeDefinition.Put) change;
        CacheEntry.Cached entry = put.entries().entry(arguments);
        Object value = put.shape().unwrap(arguments[put.value()]);
        return !put.policy().enabled() || value == null
                ? Due.always(change.when(), invalidation(put.entries().cache(), entry))
                : new Due(
                        change.when(),
                        new Change(() -> put(put, entry, value), Optional.empty()),
                        invalidation(put.entries().cache(), entry));
    }

    private Change invalidation(CacheName cache, CacheEntry.Cached entry) {
        return new Change(() -> invalidator.invalidate(entry), Optional.of(new CacheInvalidated(cache.name(), false)));
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

    /** A change of a cache, and what is told of it. */
    private record Change(Supplier<CompletionStage<Void>> action, Optional<CacheInvalidated> told) {}

    /**
     * A change that is due at a certain time.
     *
     * @param committed makes it
     * @param undone makes good for it, if the transaction that it belongs to is rolled back
     */
    private record Due(ChangeDefinition.When when, Change committed, Change undone) {
        static Due always(ChangeDefinition.When when, Change change) {
            return new Due(when, change, change);
        }
    }
}
