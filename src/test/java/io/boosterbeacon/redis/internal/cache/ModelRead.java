package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A read by one caller of a node; checks its result. */
final class ModelRead {
    /** A near cache stops serving a value within this time after a change elsewhere. */
    private static final long NEAR_BOUND = TimeUnit.SECONDS.toNanos(1);

    final int key;
    final @Nullable CacheTransaction transaction;
    private final ModelNode node;
    private final boolean isFresh;
    private final History history;
    private final long begun;
    private final int failuresBefore;
    private final long heardBefore;

    ModelRead(ModelNode node, int key, boolean isFresh, @Nullable CacheTransaction transaction, History history) {
        this.node = node;
        this.key = key;
        this.isFresh = isFresh;
        this.transaction = transaction;
        this.history = history;
        this.begun = history.next();
        this.failuresBefore = node.link.failures();
        this.heardBefore = node.link.heard(key);
    }

    void check(@Nullable Object result, @Nullable Throwable thrown, boolean near, Variant variant) {
        if (thrown != null) {
            failed(thrown);
            return;
        }
        ModelValue value = (ModelValue) result;
        if (history.isTraced()) {
            history.note(this + (near ? " gets near " : " gets ") + value);
        }
        if (value == null || value.key != key || value.hasFailed) {
            history.violated(this + " gets " + value + ", which nobody has made for it");
            return;
        }
        if (value.transaction != transaction && !history.isPublic(value)) {
            history.violated(this + " gets " + value + ", whose transaction has not committed");
        }
        if (value.born < 0) {
            history.violated(this + " gets " + value + ", which is not stored");
        }
        if (isFresh && value.born < begun) {
            history.violated(this + " wants a fresh value, and gets " + value);
        }
        if (near && value.born < heardBefore) {
            history.violated(this + " gets near " + value + " after it has heard of the change at " + heardBefore);
        }
        for (Change each : history.changes()) {
            if (each.concerns(value) && isViolated(each, value, near, variant)) {
                history.violated(this + " gets " + (near ? "near " : "") + value + ", born at " + value.born
                        + ", after the " + each);
            }
        }
    }

    private boolean isViolated(Change change, ModelValue value, boolean near, Variant variant) {
        if (change.node == node && change.returned >= 0 && change.returned < begun && value.born < change.begun) {
            return true;
        }
        if (change.made < 0 || change.made > begun || value.born >= change.made) {
            return false;
        }
        if (near) {
            return history.nanos() - change.madeAt > NEAR_BOUND;
        }
        // what a node loads or remembers while the server does not answer is not from the server
        boolean maybeAlone = variant.servesStale() || node.link.failures() != failuresBefore;
        boolean own = transaction != null && transaction == value.transaction;
        return !maybeAlone && !own;
    }

    private void failed(Throwable thrown) {
        Throwable cause = thrown;
        while (!(cause instanceof ModelNode.LoadFailure) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (history.isTraced()) {
            history.note(this + " fails with " + cause);
        }
        if (!(cause instanceof ModelNode.LoadFailure failure) || failure.value.key != key) {
            history.violated(this + " fails with " + cause);
        }
    }

    @Override
    public String toString() {
        return "the " + (isFresh ? "fresh " : "") + "read of key " + key + " by node " + node.index + " (begun " + begun
                + (transaction == null ? ")" : ", in a transaction)");
    }
}
