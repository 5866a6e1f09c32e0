package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.CacheStore.Wanted;
import io.boosterbeacon.redis.internal.store.ForwardingCacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value that was read before a change, and arrives after it, is not kept. */
class NearFillTest {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final CacheEntry.Cached ENTRY = new CacheEntry.Cached("news", "1");
    private static final CacheEntry.Cached OTHER = new CacheEntry.Cached("weather", "1");

    private final Held held = new Held();
    private final NearCacheStore near = new NearCacheStore(held, 1 << 20, () -> 0, Telemetry.NONE);

    /** A store whose look-ups are answered late, with a value of before. */
    private static final class Held extends ForwardingCacheStore {
        private static final Watch WATCH = new Watch() {
            @Override
            public boolean isCurrent(long now) {
                return true;
            }

            @Override
            public boolean hasEnded() {
                return false;
            }
        };

        private final CompletableFuture<Void> answered = new CompletableFuture<>();

        private Held() {
            super(new EmbeddedStore(InstantSource.system()).cache());
        }

        private static Lookup old() {
            return new Lookup.Hit(new byte[] {1}, 0, Lifetime.of(LIFE), new Keeping(WATCH, LIFE));
        }

        @Override
        public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
            return answered.thenApply(done -> old());
        }

        @Override
        public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
            return answered.thenApply(done -> wanted.stream().map(each -> old()).toList());
        }
    }

    /** A way to read the entry. */
    private enum Read {
        ONE {
            @Override
            CompletionStage<?> of(NearCacheStore near) {
                return near.readOrLease(ENTRY, "token", LIFE, LIFE);
            }
        },
        BULK {
            @Override
            CompletionStage<?> of(NearCacheStore near) {
                return near.readOrLeaseAll(List.of(new Wanted(ENTRY, "a"), new Wanted(OTHER, "b")), LIFE, LIFE);
            }
        };

        abstract CompletionStage<?> of(NearCacheStore near);
    }

    private record Change(String name, Consumer<NearCacheStore> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Change> changes() {
        return Stream.of(
                new Change("reported", near -> near.changed(ENTRY)),
                new Change("put", near -> done(near.put(ENTRY, new byte[1], Lifetime.of(LIFE), List.of()))),
                new Change(
                        "write", near -> done(near.write(ENTRY, "token", new byte[1], Lifetime.of(LIFE), List.of()))),
                new Change("remove", near -> done(near.remove(ENTRY, "token"))),
                new Change("invalidate", near -> done(near.invalidate(List.of(ENTRY)))),
                new Change("clear", near -> done(near.clear("news"))),
                new Change("tags", near -> done(near.invalidateTags("news", List.of("red")))));
    }

    private static void done(CompletionStage<?> stage) {
        stage.toCompletableFuture().join();
    }

    static Stream<Arguments> readsAndChanges() {
        return Stream.of(Read.values()).flatMap(read -> changes().map(change -> Arguments.of(read, change)));
    }

    @ParameterizedTest
    @MethodSource("readsAndChanges")
    void value_readBeforeAChange_isNotKept(Read read, Change change) {
        CompletionStage<?> reading = read.of(near);
        change.change().accept(near);
        held.answered.complete(null);
        done(reading);

        assertThat(near.near(ENTRY)).isNull();
    }

    @ParameterizedTest
    @MethodSource("readsAndChanges")
    void value_readAfterAChange_isKept(Read read, Change change) {
        change.change().accept(near);
        CompletionStage<?> reading = read.of(near);
        held.answered.complete(null);
        done(reading);

        assertThat(near.near(ENTRY)).isNotNull();
    }

    @Test
    void values_thatDidNotChange_areKept() {
        CompletionStage<?> reading = Read.BULK.of(near);
        near.changed(OTHER);
        held.answered.complete(null);
        done(reading);

        assertThat(near.near(ENTRY)).isNotNull();
        assertThat(near.near(OTHER)).isNull();
    }
}
