package io.boosterbeacon.redis.internal.cache.invalidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.local.StaleCacheStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Invalidations that the store has missed. */
class InvalidatorTest {
    private static final CacheEntry.Cached ENTRY = new CacheEntry.Cached("news", "1");

    /** Changes nothing, because it is down. */
    private static final class Down extends ForwardingCacheStore {
        Down(CacheStore store) {
            super(store);
        }

        private static <T> CompletionStage<T> failed() {
            return CompletableFuture.failedFuture(new IllegalStateException("down"));
        }

        @Override
        public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
            return failed();
        }

        @Override
        public CompletionStage<Void> clear(String cacheName) {
            return failed();
        }

        @Override
        public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
            return failed();
        }
    }

    /** Lets a caller begin a read between the failure and the moment from which on the invalidation is pending. */
    private static final class Reading extends ForwardingCacheStore {
        private final AtomicLong changes;

        Reading(CacheStore store, AtomicLong changes) {
            super(store);
            this.changes = changes;
        }

        private <T> CompletionStage<T> read(CompletionStage<T> changed) {
            return changed.whenComplete((done, failure) -> changes.set(changes(ENTRY)));
        }

        @Override
        public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
            return read(super.invalidate(entries));
        }

        @Override
        public CompletionStage<Void> clear(String cacheName) {
            return read(super.clear(cacheName));
        }

        @Override
        public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
            return read(super.invalidateTags(cacheName, tags));
        }
    }

    @Test
    void readThatBeginsWhenAnInvalidationHasFailed_leavesNoLastKnownValue() {
        List<Function<Invalidator, CompletionStage<?>>> invalidations = List.of(
                invalidator -> invalidator.invalidate(ENTRY),
                invalidator -> invalidator.clear("news"),
                invalidator -> invalidator.invalidateTags("news", List.of("tag")));
        for (Function<Invalidator, CompletionStage<?>> invalidation : invalidations) {
            try (EmbeddedStore server = new EmbeddedStore(InstantSource.system());
                    Scheduler timers = new Scheduler()) {
                AtomicLong before = new AtomicLong();
                CacheStore stale = new StaleCacheStore(new Down(server.cache()), System::nanoTime);
                Invalidator invalidator = new Invalidator(
                        new Reading(stale, before), new PendingInvalidations(new Down(server.cache()), timers));

                invalidation.apply(invalidator).toCompletableFuture().join();
                stale.keepLastKnown(ENTRY, new byte[1], Duration.ofMinutes(1), before.get());

                assertThat(stale.lastKnown(ENTRY).toCompletableFuture().join()).isEmpty();
            }
        }
    }
}
