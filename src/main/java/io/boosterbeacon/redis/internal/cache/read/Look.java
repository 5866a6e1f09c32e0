package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One question to the store, with the lease that it may be granted and the flight of those who hear of that lease. */
final class Look {
    private final String token;
    private final Runnable release;
    private final Flight flight;
    private final CompletableFuture<Lookup> answer = new CompletableFuture<>();
    private volatile boolean givenUp;

    /**
     * @param caller who asks
     * @param release gives the token's lease back
     */
    Look(Thread caller, String token, Runnable release) {
        this.flight = new Flight(caller);
        this.token = token;
        this.release = release;
    }

    String token() {
        return token;
    }

    Flight flight() {
        return flight;
    }

    CompletionStage<Lookup> ask(Supplier<? extends CompletionStage<Lookup>> question) {
        CompletionStage<Lookup> unused = question.get().whenComplete((lookup, failure) -> {
            if (failure == null) {
                answer.complete(lookup);
            } else {
                answer.completeExceptionally(failure);
            }
            releaseIfInVain();
        });
        return answer;
    }

    /** A lease that is granted after its deadline would keep everybody from loading; nobody may wait for its flight. */
    void giveUp() {
        givenUp = true;
        flight.overtaken();
        releaseIfInVain();
    }

    private void releaseIfInVain() {
        if (givenUp
                && answer.isDone()
                && !answer.isCompletedExceptionally()
                && answer.join() instanceof Lookup.Granted) {
            release.run();
        }
    }
}
