package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.cache.invalidate.InvalidationEvents;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the cache changes of one annotated method, some before the call and some after it. */
final class ChangingMethod {
    private final List<ChangeDefinition> changes;
    private final Invalidator invalidator;
    private final Transactions transactions;
    private final InvalidationEvents events;

    ChangingMethod(
            List<ChangeDefinition> changes,
            Invalidator invalidator,
            Transactions transactions,
            InvalidationEvents events) {
        this.changes = List.copyOf(changes);
        this.invalidator = invalidator;
        this.transactions = transactions;
        this.events = events;
    }

    @Nullable
    Object call(Object[] arguments, Callable<@Nullable Object> proceed) throws Exception {
        // all keys are computed before the call, because the method may modify its arguments
        List<PlannedChange> planned =
                changes.stream().flatMap(change -> plan(change, arguments)).toList();
        Optional<CacheTransaction> transaction = transactions.current();
        transaction.ifPresent(current -> planned.forEach(change -> change.mark().accept(current)));
        List<Change> before = planned.stream()
                .filter(change -> !change.when().after())
                .map(change -> change.committed().apply(null))
                .toList();
        apply(before);
        if (!before.isEmpty()) {
            // until the commit, other callers may load the old value again: the change is repeated afterwards
            transaction.ifPresent(current -> current.afterCompletion(() -> apply(before), () -> apply(before)));
        }
        Object returned;
        try {
            returned = proceed.call();
        } catch (Throwable failure) {
            afterCall(planned, null, failure, transaction);
            throw failure;
        }
        if (returned instanceof CompletionStage<?> stage) {
            return afterStage(planned, stage, transaction);
        }
        afterCall(planned, returned, null, transaction);
        return returned;
    }

    private void afterCall(
            List<PlannedChange> planned,
            @Nullable Object returned,
            @Nullable Throwable failure,
            Optional<CacheTransaction> transaction) {
        List<PlannedChange> now = applicable(planned, failure).toList();
        if (!now.isEmpty()) {
            Runnable committed = () -> apply(committed(now, returned));
            transaction.ifPresentOrElse(
                    current -> current.afterCompletion(
                            committed,
                            () -> apply(now.stream().map(PlannedChange::undone).toList())),
                    committed);
        }
        List<Change> unlessRolledBack = unlessRolledBack(planned, failure);
        if (!unlessRolledBack.isEmpty()) {
            transaction.ifPresent(current -> current.unlessRolledBack(() -> apply(unlessRolledBack)));
        }
    }

    /**
     * A stage may complete on a thread of the store, which must not block. Within a transaction the returned stage does
     * not wait for the transaction's end either: the caller that waits for the stage may be the one that ends the
     * transaction.
     */
    private <T> CompletionStage<T> afterStage(
            List<PlannedChange> planned, CompletionStage<T> stage, Optional<CacheTransaction> transaction) {
        return stage.handle((value, failure) -> {
                    List<PlannedChange> now =
                            applicable(planned, thrown(failure)).toList();
                    Supplier<CompletionStage<Void>> committed = () -> applyAsync(committed(now, value));
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
                                        CompletionStage<Void> unused = applyAsync(now.stream()
                                                .map(PlannedChange::undone)
                                                .toList());
                                    });
                    List<Change> unlessRolledBack = unlessRolledBack(planned, thrown(failure));
                    if (!unlessRolledBack.isEmpty()) {
                        transaction.get().unlessRolledBack(() -> {
                            CompletionStage<Void> unused = applyAsync(unlessRolledBack);
                        });
                    }
                    return CompletableFuture.<Void>completedFuture(null);
                })
                .thenCompose(changed -> changed)
                .thenCompose(changed -> stage);
    }

    /**
     * The changes to make after a failed call unless its transaction rolls back. The transaction of a failed method may
     * still commit the data that the method has changed (Jakarta Transactions §3.7).
     */
    private static List<Change> unlessRolledBack(List<PlannedChange> planned, @Nullable Throwable failure) {
        return failure == null
                ? List.of()
                : planned.stream()
                        .filter(change -> change.when().after() && change.when().namesNoFailures())
                        .map(PlannedChange::undone)
                        .toList();
    }

    private static Stream<PlannedChange> applicable(List<PlannedChange> planned, @Nullable Throwable failure) {
        return planned.stream()
                .filter(change -> change.when().after() && change.when().applies(failure));
    }

    private static List<Change> committed(List<PlannedChange> planned, @Nullable Object returned) {
        return planned.stream()
                .map(change -> change.committed().apply(returned))
                .toList();
    }

    private void apply(List<Change> applied) {
        try {
            start(applied).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw e;
        } finally {
            // only a put can fail, and a put fires no event
            applied.forEach(change -> change.event().ifPresent(events::publish));
        }
    }

    private CompletionStage<Void> applyAsync(List<Change> applied) {
        return start(applied)
                .whenComplete((done, failure) ->
                        applied.forEach(change -> change.event().ifPresent(events::publishAsync)));
    }

    /** Starts all changes at once: together they take no longer than the deadline of one. */
    private static CompletableFuture<Void> start(List<Change> applied) {
        return CompletableFuture.allOf(applied.stream()
                .map(change -> change.action().get().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private Stream<PlannedChange> plan(ChangeDefinition change, Object[] arguments) {
        return change instanceof ChangeDefinition.InvalidateTags tags
                ? planTags(tags, arguments)
                : Stream.of(planOne(change, arguments));
    }

    /** Which entries have the tags is not known here: the transaction itself bypasses all entries of the caches. */
    private Stream<PlannedChange> planTags(ChangeDefinition.InvalidateTags change, Object[] arguments) {
        CacheName named = change.cache();
        Set<String> tags = change.tags().of(arguments);
        return (named == null ? invalidator.tagged() : List.of(named))
                .stream()
                        .map(cache -> PlannedChange.always(
                                change.when(),
                                transaction -> transaction.changeAll(cache.id()),
                                new Change(
                                        () -> invalidator.invalidateTags(cache.id(), tags),
                                        Optional.of(new CacheInvalidated(cache.name(), false)))));
    }

    private PlannedChange planOne(ChangeDefinition change, Object[] arguments) {
        if (change instanceof ChangeDefinition.Clear clear) {
            return PlannedChange.always(
                    change.when(),
                    transaction -> transaction.changeAll(clear.cache().id()),
                    new Change(
                            () -> invalidator.clear(clear.cache().id()),
                            Optional.of(new CacheInvalidated(clear.cache().name(), true))));
        }
        if (change instanceof ChangeDefinition.Invalidate invalidate) {
            CacheEntry.Cached entry = invalidate.entries().entry(arguments);
            return PlannedChange.always(
                    change.when(),
                    transaction -> transaction.change(entry),
                    invalidation(invalidate.entries().cache(), entry));
        }
        ChangeDefinition.Put put = (ChangeDefinition.Put) change;
        CacheEntry.Cached entry = put.entries().entry(arguments);
        Object argument = put.isOfResult() ? null : arguments[put.value()];
        ValueFormat values = put.predicates().format(put.values(), arguments);
        Tags.Begun tags = invalidator.tagsOf(put.entries().cache(), put.tags()).begin(arguments);
        Change invalidation = invalidation(put.entries().cache(), entry);
        return new PlannedChange(
                change.when(),
                transaction -> transaction.change(entry),
                returned -> {
                    Object value = put.isOfResult() ? returned : argument;
                    return !put.policy().enabled() || put.values().isNothing(value)
                            ? invalidation
                            : new Change(() -> put(put, entry, tags, values, value), Optional.empty());
                },
                invalidation);
    }

    private Change invalidation(CacheName cache, CacheEntry.Cached entry) {
        return new Change(() -> invalidator.invalidate(entry), Optional.of(new CacheInvalidated(cache.name(), false)));
    }

    private CompletionStage<Void> put(
            ChangeDefinition.Put put,
            CacheEntry.Cached entry,
            Tags.Begun begun,
            ValueFormat values,
            @Nullable Object value) {
        byte[] bytes = values.seal(entry, value);
        Duration ttl =
                bytes == null ? Duration.ZERO : values.ttl(value, put.policy().ttl());
        // of the value as it is stored: the method may have modified it
        List<String> tags = ttl.isZero()
                ? null
                : TaggedValues.tags(begun, value, put.values().method());
        // a value that cannot be stored, or must not be: the method has changed the data behind the old one
        return bytes == null || tags == null
                ? invalidator.invalidate(entry)
                : invalidator.put(entry, bytes, put.lifetime(ttl), tags);
    }

    /** The exception of the method itself: dependent stages wrap it. */
    private static @Nullable Throwable thrown(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** A change of a cache, and the event that it fires. */
    private record Change(Supplier<CompletionStage<Void>> action, Optional<CacheInvalidated> event) {}

    /**
     * A change, its time, and how a transaction affects it.
     *
     * @param mark marks the entries in the current transaction
     * @param committed gives the change to make without a transaction, or after the commit, for what the method has
     *     returned, or what its stage holds; null before the call
     * @param undone the change to make if the transaction has rolled back, or its end is unknown
     */
    private record PlannedChange(
            ChangeDefinition.When when,
            Consumer<CacheTransaction> mark,
            Function<@Nullable Object, Change> committed,
            Change undone) {
        static PlannedChange always(ChangeDefinition.When when, Consumer<CacheTransaction> mark, Change change) {
            return new PlannedChange(when, mark, returned -> change, change);
        }
    }
}
