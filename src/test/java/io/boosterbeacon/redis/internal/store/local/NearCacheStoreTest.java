package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.NearValue;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory that near values take, and for how long. */
class NearCacheStoreTest {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration LOCAL = Duration.ofMinutes(1);
    private static final int MEBIBYTE = 1 << 20;

    private final AtomicLong nanos = new AtomicLong();
    private final Reporting reporting = new Reporting();
    private final Bytes bytes = new Bytes();
    private final NearCacheStore near = new NearCacheStore(reporting, MEBIBYTE, nanos::get, bytes);

    /** A store that reports changes, as Redis does. */
    private static final class Reporting extends ForwardingCacheStore {
        private boolean lost;

        private Reporting() {
            super(new EmbeddedStore(InstantSource.system()).cache());
        }

        private final Watch watch = new Watch() {
            @Override
            public boolean isCurrent(long now) {
                return !lost;
            }

            @Override
            public boolean hasEnded() {
                return lost;
            }
        };

        @Override
        public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
            return super.readOrLease(entry, token, lease, localTtl)
                    .thenApply(found -> found instanceof Lookup.Hit hit
                            ? new Lookup.Hit(hit.value(), hit.writtenAt(), hit.lifetime(), new Keeping(watch, LIFE))
                            : found);
        }
    }

    /** The bytes that are kept, and the number of evicted values. */
    private static final class Bytes implements Telemetry {
        private long kept;
        private int evicted;

        @Override
        public void cacheValueKept(String id, int bytes) {
            kept += bytes;
        }

        @Override
        public void cacheValueDropped(String id, int bytes, boolean isEvicted) {
            kept -= bytes;
            evicted += isEvicted ? 1 : 0;
        }
    }

    private static CacheEntry.Cached entry(int number) {
        return new CacheEntry.Cached("news", Integer.toString(number));
    }

    private @Nullable NearValue read(CacheEntry.Cached entry, int size) {
        near.put(entry, new byte[size], Lifetime.of(LIFE), List.of())
                .toCompletableFuture()
                .join();
        var unused = near.readOrLease(entry, "token", LIFE, LOCAL)
                .toCompletableFuture()
                .join();
        return near.near(entry);
    }

    private long kept(int count) {
        return IntStream.range(0, count)
                .filter(i -> near.near(entry(i)) != null)
                .count();
    }

    @Test
    void values_takeTheMemoryOfTheirBytes() {
        IntStream.range(0, 200).forEach(i -> read(entry(i), 10_000));

        assertThat(kept(200)).isBetween(50L, MEBIBYTE / 10_000L);
    }

    /** A compressed value is short, and the object that is made of it is not. */
    @Test
    void objects_takeTheMemoryOfTheirJson() {
        for (int i = 0; i < 200; i++) {
            NearValue value = read(entry(i), 100);
            if (value != null) {
                value.keep("format", "an object", 50_000);
            }
        }

        assertThat(kept(200)).isBetween(1L, MEBIBYTE / 100_000L);
    }

    @Test
    void objects_ofSeveralFormats_countTogether() {
        List<NearValue> values = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            values.add(read(entry(i), 100));
        }
        for (String format : List.of("a", "b", "c")) {
            values.forEach(value -> value.keep(format, "an object", 60_000));
        }

        assertThat(kept(4)).isBetween(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clear", "tags", "lost", "time"})
    void valuesThatAreNoLongerServed_areRemovedWithoutBeingRead(String end) {
        IntStream.range(0, 10).forEach(i -> read(entry(i), 1_000));
        CacheEntry.Cached other = new CacheEntry.Cached("other", "1");
        nanos.addAndGet(LOCAL.toNanos() / 2);
        read(other, 10);
        assertThat(bytes.kept).isEqualTo(10_010);

        switch (end) {
            case "clear" -> near.clear("news").toCompletableFuture().join();
            case "tags" ->
                near.invalidateTags("news", List.of("red"))
                        .toCompletableFuture()
                        .join();
            case "lost" -> reporting.lost = true;
            default -> nanos.addAndGet(LOCAL.toNanos() / 2 + 1);
        }
        near.removeEnded();

        assertThat(bytes.kept).isEqualTo(end.equals("lost") ? 0 : 10);
        assertThat(bytes.evicted).isZero();
    }

    /** What is kept after a clear is not removed with what was kept before. */
    @Test
    void valueThatWasKeptAfterAClear_stays() {
        read(entry(1), 10);
        near.clear("news").toCompletableFuture().join();
        read(entry(2), 100);

        near.removeEnded();

        assertThat(bytes.kept).isEqualTo(100);
        assertThat(near.near(entry(2))).isNotNull();
    }
}
