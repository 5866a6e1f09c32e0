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
 * The features that the server refuses to the connected user. The result of a check is reused for a minute. While
 * something is refused, or a command has been refused since the check, it is reused for five seconds only, so that
 * changes of permissions are noticed soon. Thread-safe.
 */
final class Refusals {
    private static final Duration REUSE_IF_PERMITTED = Duration.ofMinutes(1);
    private static final Duration REUSE_IF_REFUSED = Duration.ofSeconds(5);

    private record Answer(CompletableFuture<Map<StoreFeature, String>> refusals, long since, AtomicBoolean doubted) {}

    private final Supplier<CompletableFuture<Map<StoreFeature, String>>> check;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Answer> last = new AtomicReference<>();

    /** @param nanos a clock like {@link System#nanoTime} */
    Refusals(Supplier<CompletableFuture<Map<StoreFeature, String>>> check, LongSupplier nanos) {
        this.check = check;
        this.nanos = nanos;
    }

    /** The refused features and why; empty if nothing is refused. Fails if the server does not answer. */
    CompletableFuture<Map<StoreFeature, String>> find() {
        Answer known = last.get();
        if (known != null && isFresh(known)) {
            return known.refusals();
        }
        Answer mine = new Answer(new CompletableFuture<>(), nanos.getAsLong(), new AtomicBoolean());
        if (!last.compareAndSet(known, mine)) {
            return find();
        }
        CompletableFuture<Map<StoreFeature, String>> unused = check.get().whenComplete((refused, failure) -> {
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
        return nanos.getAsLong() - known.since() < (good ? REUSE_IF_PERMITTED : REUSE_IF_REFUSED).toNanos();
    }

    /** Reports that a command has been refused. */
    void doubt() {
        Answer known = last.get();
        if (known != null) {
            known.doubted().set(true);
        }
    }

    /** Drops the result, because the server or its user may have changed. */
    void forget() {
        last.set(null);
    }
}
