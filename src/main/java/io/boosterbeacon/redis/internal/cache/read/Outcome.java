package io.boosterbeacon.redis.internal.cache.read;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a read comes to. */
sealed interface Outcome {
    /**
     * The stored bytes, or those that another caller has just loaded.
     *
     * @param stale whether they are neither, but what another caller was served in place of them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared: an outcome is taken apart at once
    record Found(byte[] value, boolean stale) implements Outcome {}

    /** The value itself. */
    record Opened(@Nullable Object value) implements Outcome {}

    /** The caller must call its loader past the cache: nothing becomes of what that returns. */
    record Bypass() implements Outcome {}

    /** The caller must load, and end the load by exactly one call. No stage fails. */
    non-sealed interface Load extends Outcome {
        /** Whether it is made because the store does not answer. */
        boolean withoutStore();

        /**
         * Runs what else makes a loaded value known on this node; before {@link #store}, at once or not before others may have
         * the value.
         */
        default void onPublication(Runnable action) {
            action.run();
        }

        /** The value is there but may not be published yet: others need not wait for that longer than a lease. */
        void holdBack();

        /** Stores what was loaded, unless it was invalidated meanwhile, and gives it to those who wait for it. */
        CompletionStage<Void> store(byte[] value, Duration ttl);

        /** Gives what was loaded to those who wait for it, without storing it. */
        CompletionStage<Void> share(byte[] value);

        /** Gives a value that was known before to those who wait for it, in place of what could not be loaded. */
        CompletionStage<Void> serveStale(byte[] known);

        /** Leaves the value to whoever asks for it next: it is not to be had from this caller. */
        CompletionStage<Void> abandon();

        /** Gives nothing to those who wait for the value: each loads by itself, for they would do so one after the other. */
        CompletionStage<Void> withhold();

        /** Gives the failure to those who wait for the value. */
        CompletionStage<Void> fail(Throwable failure);
    }
}
