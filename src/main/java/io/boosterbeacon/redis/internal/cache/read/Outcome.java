package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The result of a look-up. */
sealed interface Outcome {
    /** A value that is stored. */
    record Stored(CacheStore.Lookup.Hit hit) implements Outcome {}

    /**
     * The bytes of a value that another caller has just loaded.
     *
     * @param stale whether this is the last known value, which another caller was served because its load had failed
     * @param fresh how long the value is fresh, in milliseconds; 0 if that is not known, or if it is not stored
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(byte[] value, boolean stale, long fresh) implements Outcome {}

    /** A value that has been read from its bytes. */
    record Opened(@Nullable Object value) implements Outcome {}

    /** The caller must call its loader, and the cache is not involved. */
    record Bypass() implements Outcome {}

    /** The caller has waited for the load of another caller for as long as it may. */
    record Late() implements Outcome {}

    /** The caller must load the value, and end the load by exactly one call. The stages do not fail. */
    non-sealed interface Load extends Outcome {
        /** Whether the reason for the load is that the store does not answer. */
        boolean withoutStore();

        /**
         * Runs an action when the loaded value may be seen by others: at once, or after the commit of the transaction.
         * To be called before {@link #store}.
         */
        default void onPublication(Runnable action) {
            action.run();
        }

        /** The value is loaded but not yet published. Other callers wait no longer than the lease lasts. */
        void defer();

        /**
         * Stores the loaded value unless the entry, or one of its tags, was invalidated in the meantime, and gives it to
         * the waiters. Returns whether it is stored now.
         *
         * @param tags hashes of tags
         */
        CompletionStage<Boolean> store(byte[] value, Lifetime lifetime, List<String> tags);

        /**
         * Gives the loaded value to the waiters without storing it.
         *
         * @param removing whether the stored value is removed, because it is older than the loaded one
         */
        CompletionStage<Void> share(byte[] value, boolean removing);

        /** Gives the last known value to the waiters, because the load has failed. */
        CompletionStage<Void> serveStale(byte[] known);

        /** Ends the load without a value. The next caller loads. */
        CompletionStage<Void> abandon();

        /**
         * Ends the load without a value, because it has failed. Nobody in the cluster replaces the stored value for a
         * time.
         */
        CompletionStage<Void> pause(Duration time);

        /**
         * Ends the load without a value. Each waiter loads by itself at once: otherwise they would load one after the
         * other.
         *
         * @param removing whether the stored value is removed, because it is older than the loaded one
         */
        CompletionStage<Void> shareNothing(boolean removing);

        /** Gives the failure to the waiters. */
        CompletionStage<Void> fail(Throwable failure);
    }
}
