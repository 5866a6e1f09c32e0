package io.boosterbeacon.redis.internal.cache;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What {@link ReadThrough} found: the value, or that the caller is the one to load it. */
public sealed interface Outcome {
    /** The stored bytes, or those that another caller has just loaded. */
    @SuppressWarnings("ArrayRecordComponent") // never compared: an outcome is taken apart at once
    record Found(byte[] value) implements Outcome {}

    /** The caller must load, and end the load by exactly one call. No stage fails. */
    non-sealed interface Load extends Outcome {
        /** Whether it is made because the store does not answer. */
        boolean withoutStore();

        /** Stores what was loaded, unless it was invalidated meanwhile, and gives it to those who wait for it. */
        CompletionStage<Void> store(byte[] value, Duration ttl);

        /** Gives what was loaded to those who wait for it, without storing it. */
        CompletionStage<Void> share(byte[] value);

        /** Gives the failure to those who wait for the value. */
        CompletionStage<Void> fail(Throwable failure);
    }
}
