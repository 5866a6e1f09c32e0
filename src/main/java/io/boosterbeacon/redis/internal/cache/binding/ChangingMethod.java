package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.cache.invalidate.InvalidationNews;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the annotations that change caches do around one method: some changes before it, some after it. */
final class ChangingMethod {
    private final List<ChangeDefinition> changes;
    private final Invalidator invalidator;
    private final Transactions transactions;
    private final InvalidationNews news;

    ChangingMethod(
            List<ChangeDefinition> changes, Invalidator invalidator, Transactions transactions, InvalidationNews news) {
        this.changes = List.copyOf(changes);
        this.invalidator = invalidator;
        this.transactions = transactions;
        this.news = news;
    }

    @Nullable
    Object call(Object[] arguments, Callable<@Nullable Object> proceed) throws Exception {
        // all keys are made before the call: the method may modify its arguments
        List<Due> due = changes.stream().map(change -> due(change, arguments)).toList();
        Optional<CacheTransaction> transaction = transactions.current();
        transaction.ifPresent(current -> due.forEach(change -> change.mark().accept(current)));
        List<Change> before = due.stream()
                .filter(change -> !change.when().after())
                .map(Due::committed)
                .toList();
        make(before);
        if (!before.isEmpty()) {
            // until the commit, others load again what the method is about to change
            transaction.ifPresent(current -> current.afterCompletion(() -> make(before), () -> make(before)));
        }
        Object returned;
        try {
            returned = proceed.call();
        } catch (Throwable failure) {
            ended(due, failure, transaction);
            throw failure;
        }
        if (returned instanceof CompletionStage<?> stage) {
            return after(due, stage, transaction);
        }
        ended(due, null, transaction);
        return returned;
    }

    private void ended(List<Due> due, @Nullable Throwable failure, Optional<CacheTransaction> transaction) {
        List<Due> now = due(due, failure).toList();
        if (!now.isEmpty()) {
            Runnable committed = () -> make(now.stream().map(Due::committed).toList());
            transaction.ifPresentOrElse(
                    current -> current.afterCompletion(
                            committed, () -> make(now.stream().map(Due::undone).toList())),
                    committed);
        }
        List<Change> unlessRolledBack = unlessRolledBack(due, failure);
        if (!unlessRolledBack.isEmpty()) {
            transaction.ifPresent(current -> current.unlessRolledBack(() -> make(unlessRolledBack)));
        }
    }

    /**
     * A stage ends on a thread of somebody's, perhaps the store's own, which must not wait. Within a transaction nor may whoever
     * has the stage: it could be the transaction itself.
     */
    private <T> CompletionStage<T> after(
            List<Due> due, CompletionStage<T> stage, Optional<CacheTransaction> transaction) {
        return stage.handle((value, failure) -> {
                    List<Due> now = due(due, thrown(failure)).toList();
                    Supplier<CompletionStage<Void>> committed =
                            () -> makeAside(now.stream().map(Due::committed).toList());
                    if (transaction.isEmpty()) {
                        return committed.get();
                    }
                    transaction
                            .get()
                            .afterCompletion(
                                    () -> {
                                        CompletionStage<Void> unused = committed.get();
                                    },
                                    () -> {
                                        CompletionStage<Void> unused = makeAside(
                                                now.stream().map(Due::undone).toList());
                                    });
                    List<Change> unlessRolledBack = unlessRolledBack(due, thrown(failure));
                    if (!unlessRolledBack.isEmpty()) {
                        transaction.get().unlessRolledBack(() -> {
                            CompletionStage<Void> unused = makeAside(unlessRolledBack);
                        });
                    }
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .thenCompose(changed -> changed)
                .thenCompose(changed -> stage);
    }

    /** A method that fails may have changed what is cached all the same, if its transaction commits (Jakarta Transactions §3.7). */
    private static List<Change> unlessRolledBack(List<Due> due, @Nullable Throwable failure) {
        return failure == null
                ? List.of()
                : due.stream()
                        .filter(change -> change.when().after() && change.when().saysNothingOfFailures())
                        .map(Due::undone)
                        .toList();
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
                    transaction -> transaction.changeAll(clear.cache().id()),
                    new Change(
                            () -> invalidator.clear(clear.cache().id()),
                            Optional.of(new CacheInvalidated(clear.cache().name(), true))));
        }
        if (change instanceof ChangeDefinition.Invalidate invalidate) {
            CacheEntry.Cached entry = invalidate.entries().entry(arguments);
            return Due.always(
                    change.when(),
                    transaction -> transaction.change(entry),
                    invalidation(invalidate.entries().cache(), entry));
        }
        ChangeDefinition.Put put = (ChangeDefinition.Put) change;
        CacheEntry.Cached entry = put.entries().entry(arguments);
        Object value = arguments[put.value()];
        return !put.policy().enabled() || put.values().isNothing(value)
                ? Due.always(
                        change.when(),
                        transaction -> transaction.change(entry),
                        invalidation(put.entries().cache(), entry))
                : new Due(
                        change.when(),
                        transaction -> transaction.change(entry),
                        new Change(() -> put(put, entry, value), Optional.empty()),
                        invalidation(put.entries().cache(), entry));
    }

    private Change invalidation(CacheName cache, CacheEntry.Cached entry) {
        return new Change(() -> invalidator.invalidate(entry), Optional.of(new CacheInvalidated(cache.name(), false)));
    }

    private CompletionStage<Void> put(ChangeDefinition.Put put, CacheEntry.Cached entry, @Nullable Object value) {
        byte[] bytes = put.values().seal(value);
        // without bytes nothing takes the old value's place; but the method has changed what that was loaded from
        return bytes == null
                ? invalidator.invalidate(entry)
                : invalidator.put(entry, bytes, put.policy().ttl());
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
     * @param mark tells the transaction that it belongs to
     * @param committed makes it
     * @param undone makes good for it, unless the transaction that it belongs to is known to have committed
     */
    private record Due(ChangeDefinition.When when, Consumer<CacheTransaction> mark, Change committed, Change undone) {
        static Due always(ChangeDefinition.When when, Consumer<CacheTransaction> mark, Change change) {
            return new Due(when, mark, change, change);
        }
    }
}
