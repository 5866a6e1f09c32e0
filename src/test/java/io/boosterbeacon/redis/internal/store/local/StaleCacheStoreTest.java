package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node keeps for when the store does not answer, or a load fails. */
class StaleCacheStoreTest {
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int MEBIBYTE = 1 << 20;

    private static final CacheStore STORE = new EmbeddedStore(InstantSource.system()).cache();

    private static Optional<byte[]> known(CacheStore values, CacheEntry entry) {
        return values.lastKnown(entry).toCompletableFuture().join();
    }

    private static CacheEntry.Cached entry(int number) {
        return new CacheEntry.Cached("news", Integer.toString(number));
    }

    @Test
    void keep_fewLargeValues_stayWithinTheBoundOfTheirBytes() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime);
        byte[] large = new byte[MEBIBYTE];
        for (int i = 0; i < 200; i++) {
            values.keepLastKnown(entry(i), large, LIFE, values.changes(entry(i)));
        }

        assertThat(IntStream.range(0, 200).filter(i -> known(values, entry(i)).isPresent()))
                .hasSizeBetween(32, 63);
    }

    @Test
    void keep_manySmallValues_staysWithinTheBoundOfWhatTheyCostBesides() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime, MEBIBYTE);
        for (int i = 0; i < 20_000; i++) {
            values.keepLastKnown(entry(i), new byte[0], LIFE, values.changes(entry(i)));
        }

        assertThat(IntStream.range(0, 20_000)
                        .filter(i -> known(values, entry(i)).isPresent()))
                .hasSizeBetween(2_000, MEBIBYTE / 200);
    }

    /** The clock is read within a keep, before and after the value could be seen. */
    @Test
    void keep_whatIsInvalidatedMeanwhile_isSeenByNobodyAfterwards() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        StaleCacheStore values = new StaleCacheStore(STORE, () -> {
            Objects.requireNonNull(meanwhile.get()).run();
            return 0;
        });
        List<Optional<byte[]>> seen = new ArrayList<>();
        Runnable look = () -> {
            Runnable again = meanwhile.getAndSet(() -> {});
            seen.add(known(values, entry(1)));
            meanwhile.set(again);
        };
        meanwhile.set(() -> {
            meanwhile.set(() -> {});
            values.invalidate(List.of(entry(1))).toCompletableFuture().join();
            meanwhile.set(look);
        });

        values.keepLastKnown(entry(1), new byte[1], LIFE, values.changes(entry(1)));

        assertThat(seen).isNotEmpty().containsOnly(Optional.empty());
        assertThat(known(values, entry(1))).isEmpty();
    }

    /**
     * A clear waits for no keep. So it has to be held against at every moment of one: a keep tells those by reading the
     * clock.
     */
    @Test
    void keep_whatIsClearedAtAnyMomentOfIt_isGoneAfterwards() {
        int moments = keepAndClear(0);
        assertThat(moments).isPositive();

        IntStream.rangeClosed(1, moments).forEach(this::keepAndClear);
    }

    /** @return how many moments there were; with none to clear at, the value stays */
    private int keepAndClear(int clearedAt) {
        AtomicInteger moment = new AtomicInteger();
        AtomicReference<Runnable> clear = new AtomicReference<>(() -> {});
        StaleCacheStore values = new StaleCacheStore(STORE, () -> {
            if (moment.incrementAndGet() == clearedAt) {
                Objects.requireNonNull(clear.get()).run();
            }
            return 0;
        });
        clear.set(() -> {
            values.clear("news").toCompletableFuture().join();
        });
        moment.set(0);
        values.keepLastKnown(entry(1), new byte[1], LIFE, values.changes(entry(1)));
        int moments = moment.getAndSet(0);
        clear.set(() -> {});

        assertThat(known(values, entry(1)).isPresent())
                .as("cleared at moment %s of %s", clearedAt, moments)
                .isEqualTo(clearedAt == 0);
        return moments;
    }

    @Test
    void keep_afterChangesOfOthers_isKept() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime);
        long changes = values.changes(entry(1));
        for (int i = 2; i < 200; i++) {
            values.invalidate(List.of(entry(i))).toCompletableFuture().join();
        }
        values.clear("prices").toCompletableFuture().join();
        values.keepLastKnown(entry(1), new byte[1], LIFE, changes);

        assertThat(known(values, entry(1))).isPresent();
    }

    @Test
    void keep_afterAChangeOfItsEntryOrCache_isNot() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime);
        long first = values.changes(entry(1));
        values.invalidate(List.of(entry(1))).toCompletableFuture().join();
        values.keepLastKnown(entry(1), new byte[1], LIFE, first);
        assertThat(known(values, entry(1))).isEmpty();

        long second = values.changes(entry(1));
        values.clear("news").toCompletableFuture().join();
        values.keepLastKnown(entry(1), new byte[1], LIFE, second);
        assertThat(known(values, entry(1))).isEmpty();
    }

    static Stream<Arguments> changes() {
        Map<String, Function<CacheStore, CompletionStage<?>>> changes = Map.of(
                "put", store -> store.put(entry(1), new byte[2], Lifetime.of(LIFE), List.of()),
                "remove", store -> store.remove(entry(1), "token"),
                "invalidate", store -> store.invalidate(List.of(entry(2), entry(1))),
                "clear", store -> store.clear("news"),
                "invalidateTags", store -> store.invalidateTags("news", List.of("tag")));
        return changes.entrySet().stream().flatMap(change -> Stream.of(true, false)
                .map(succeeds -> Arguments.of(change.getKey(), change.getValue(), succeeds)));
    }

    /** A reader that looks the value up meanwhile may find the old one. */
    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("changes")
    void keep_ofAReadWhileAChangeIsUnderWay_isGoneAfterwards(
            String name, Function<CacheStore, CompletionStage<?>> change, boolean succeeds) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        StaleCacheStore values = new StaleCacheStore(new Waiting(STORE, answer), System::nanoTime);
        CompletableFuture<?> changed = change.apply(values).toCompletableFuture();
        long early = values.changes(entry(1));
        values.keepLastKnown(entry(1), new byte[1], LIFE, early);
        assertThat(changed).isNotDone();

        if (succeeds) {
            answer.complete(null);
        } else {
            answer.completeExceptionally(new IllegalStateException("no answer"));
        }

        assertThat(changed).isDone();
        assertThat(known(values, entry(1))).isEmpty();
        values.keepLastKnown(entry(1), new byte[1], LIFE, early);
        assertThat(known(values, entry(1))).isEmpty();
        values.keepLastKnown(entry(1), new byte[1], LIFE, values.changes(entry(1)));
        assertThat(known(values, entry(1))).isPresent();
    }

    /** Makes changes and gives their answers later. */
    private static final class Waiting extends ForwardingCacheStore {
        private final CompletableFuture<Void> answer;

        Waiting(CacheStore store, CompletableFuture<Void> answer) {
            super(store);
            this.answer = answer;
        }

        private <T> CompletionStage<T> later(CompletionStage<T> made) {
            return answer.thenCompose(now -> made);
        }

        @Override
        public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
            return later(super.put(entry, value, lifetime, tags));
        }

        @Override
        public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
            return later(super.remove(entry, token));
        }

        @Override
        public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
            return later(super.invalidate(entries));
        }

        @Override
        public CompletionStage<Void> clear(String cacheName) {
            return later(super.clear(cacheName));
        }

        @Override
        public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
            return later(super.invalidateTags(cacheName, tags));
        }
    }

    @Test
    void keep_whileItIsDropped_isNot() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime);
        long ofEntry = values.changes(entry(1));
        values.dropLastKnown(entry(1));
        values.keepLastKnown(entry(1), new byte[1], LIFE, ofEntry);
        assertThat(known(values, entry(1))).isEmpty();

        long ofCache = values.changes(entry(1));
        values.keepLastKnown(entry(1), new byte[1], LIFE, ofCache);
        values.dropAllLastKnown("news");
        assertThat(known(values, entry(1))).isEmpty();
        values.keepLastKnown(entry(1), new byte[1], LIFE, ofCache);
        assertThat(known(values, entry(1))).isEmpty();
    }

    /** The embedded store returns the same array as long as the value is there. */
    @Test
    void keep_theSameBytesAfterTheTagOfAnotherValue_areKept() {
        AtomicLong now = new AtomicLong();
        StaleCacheStore values = new StaleCacheStore(STORE, now::get);
        byte[] value = new byte[1];
        values.keepLastKnown(entry(1), value, LIFE, values.changes(entry(1)));
        values.invalidateTags("news", List.of("of another"))
                .toCompletableFuture()
                .join();
        now.set(LIFE.toNanos() / 2);

        values.keepLastKnown(entry(1), value, LIFE, values.changes(entry(1)));

        assertThat(known(values, entry(1))).containsSame(value);
        now.set(LIFE.toNanos());
        assertThat(known(values, entry(1))).isEmpty();
    }

    @Test
    void keep_theSameBytesAgain_doNotLiveLongerForThat() {
        AtomicLong now = new AtomicLong();
        StaleCacheStore values = new StaleCacheStore(STORE, now::get);
        values.keepLastKnown(entry(1), new byte[1], LIFE, values.changes(entry(1)));
        now.set(LIFE.toNanos() / 2);
        values.keepLastKnown(entry(1), known(values, entry(1)).orElseThrow(), LIFE, values.changes(entry(1)));

        now.set(LIFE.toNanos());
        assertThat(known(values, entry(1))).isEmpty();
    }

    @Test
    void keep_valueLargerThanTheBound_isNotKept() {
        StaleCacheStore values = new StaleCacheStore(STORE, System::nanoTime, MEBIBYTE);
        values.keepLastKnown(entry(1), new byte[MEBIBYTE], LIFE, values.changes(entry(1)));

        assertThat(known(values, entry(1))).isEmpty();
    }
}
