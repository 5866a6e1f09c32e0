package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Judges how old stored values are, by the clock of the store. */
record Ages(CacheStore store) {
    /**
     * The age of a value that a caller has read. The stage is complete unless the store has to be asked for its time.
     * It does not fail.
     */
    CompletionStage<Age> of(ValueRead read, CacheStore.Lookup.Hit hit) {
        ReadPolicy policy = read.policy();
        if (!policy.dependsOnAge(hit) && (!read.isRecorded() || hit.writtenAt() == 0)) {
            return CompletableFuture.completedFuture(Age.unknown(Freshness.FRESH));
        }
        return store.time().handle((now, failure) -> {
            if (failure == null && now > 0) {
                return Age.of(hit, now, policy);
            }
            // the store has just answered, and does not any more, or it does not tell the time
            return Age.unknown(
                    policy.dependsOnAge(hit) && hit.lifetime().becomesStale() && !policy.serveStale()
                            ? Freshness.STALE
                            : Freshness.FRESH);
        });
    }

    /** The same for a caller that waits for nothing: the age is not known if the store has to be asked for its time. */
    Age now(ValueRead read, CacheStore.Lookup.Hit hit) {
        return of(read, hit).toCompletableFuture().getNow(Age.unknown(Freshness.FRESH));
    }
}
