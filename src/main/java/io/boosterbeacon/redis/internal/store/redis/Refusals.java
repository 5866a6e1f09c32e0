package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.StoreFeature;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the server refuses to the user that it is connected by. Found out at most once a minute, however often it is asked for;
 * while something is refused, or a use of the store has been refused something since, at most every five seconds: so it soon
 * shows, and soon shows that it was mended. Thread-safe.
 */
final class Refusals {
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    private static final Duration BAD_FOR = Duration.ofSeconds(5);

    private record Answer(CompletableFuture<Map<StoreFeature, String>> refusals, long since, AtomicBoolean doubted) {}

    private final Supplier<CompletableFuture<Map<StoreFeature, String>>> canary;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Answer> last = new AtomicReference<>();

    /** @param nanos a clock like {@link System#nanoTime} */
    Refusals(Supplier<CompletableFuture<Map<StoreFeature, String>>> canary, LongSupplier nanos) {
        this.canary = canary;
        this.nanos = nanos;
    }

    /** By feature; empty if nothing is refused. Fails if the server does not answer. */
    CompletableFuture<Map<StoreFeature, String>> find() {
        Answer known = last.get();
        if (known != null && isFresh(known)) {
            return known.refusals();
        }
        Answer mine = new Answer(new CompletableFuture<>(), nanos.getAsLong(), new AtomicBoolean());
        if (!last.compareAndSet(known, mine)) {
            return find();
        }
        CompletableFuture<Map<StoreFeature, String>> unused = canary.get().whenComplete((refused, failure) -> {
            if (failure == null) {
                mine.refusals().complete(refused);
            } else {
                mine.refusals().completeExceptionally(failure);
            }
        });
        return mine.refusals();
    }

    private boolean isFresh(Answer known) {
        boolean good = !known.doubted().get()
                && known.refusals().isDone()
                && !known.refusals().isCompletedExceptionally()
                && known.refusals().join().isEmpty();
        return nanos.getAsLong() - known.since() < (good ? GOOD_FOR : BAD_FOR).toNanos();
    }

    /** Something has been refused. */
    void doubt() {
        Answer known = last.get();
        if (known != null) {
            known.doubted().set(true);
        }
    }

    /** Another server, or another user, from now on. */
    void forget() {
        last.set(null);
    }
}
