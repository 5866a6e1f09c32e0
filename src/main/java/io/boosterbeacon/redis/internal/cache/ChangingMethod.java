package io.boosterbeacon.redis.internal.cache;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
        List<Due> due = changes.stream()
                .map(change -> new Due(change.when(), action(change, arguments)))
                .toList();
        due.stream().filter(change -> !change.when().after()).forEach(change -> change.action()
                .run());
        Object returned;
        try {
            returned = proceed.call();
        } catch (Throwable failure) {
            ended(due, failure);
            throw failure;
        }
        if (returned instanceof CompletionStage<?> stage) {
            return stage.whenComplete((value, failure) -> ended(due, thrown(failure)));
        }
        ended(due, null);
        return returned;
    }

    private Runnable action(ChangeDefinition change, Object[] arguments) {
        if (change instanceof ChangeDefinition.Clear clear) {
            return () -> invalidator.clear(clear.cacheName());
        }
        if (change instanceof ChangeDefinition.Invalidate invalidate) {
            var entry = invalidate.entries().entry(arguments);
            return () -> invalidator.invalidate(entry);
        }
        ChangeDefinition.Put put = (ChangeDefinition.Put) change;
        var entry = put.entries().entry(arguments);
        Object value = put.shape().unwrap(arguments[put.value()]);
        if (!put.policy().enabled() || value == null) {
            return () -> invalidator.invalidate(entry);
        }
        return () -> {
            byte[] sealed;
            try {
                sealed = put.envelope().seal(value);
            } catch (RuntimeException | Error e) {
                // the method has changed what the old value was loaded from
                invalidator.invalidate(entry);
                throw e;
            }
            invalidator.put(entry, sealed, put.policy().ttl());
        };
    }

    /** What the method threw: a stage that depends on another wraps its failure. */
    private static @Nullable Throwable thrown(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void ended(List<Due> due, @Nullable Throwable failure) {
        due.stream()
                .filter(change -> change.when().after() && change.when().applies(failure))
                .forEach(change -> afterCommit.run(change.action()));
    }

    private record Due(ChangeDefinition.When when, Runnable action) {}
}
