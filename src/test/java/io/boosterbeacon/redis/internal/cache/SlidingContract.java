package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.testing.Alone;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that live as long as they are read. */
@Alone
abstract class SlidingContract extends CacheContract {
    private static final Duration SLIDING = Duration.ofMillis(800);
    private static final Duration TTL = Duration.ofMillis(2_400);

    private final CacheRig node = node(Sessions.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Sessions.class, CacheRig.SETTINGS);

    /** Annotated methods, whose bodies the tests provide. */
    interface Sessions {
        @Cached(cacheName = "sessions", ttl = 2_400, slidingTtl = 800, ttlUnit = ChronoUnit.MILLIS)
        String session(String id);

        @Cached(cacheName = "sessions", ttl = 2_400, slidingTtl = 800, ttlUnit = ChronoUnit.MILLIS)
        CompletionStage<String> sessionLater(String id);

        @Cached(cacheName = "sessions", ttl = 2_400, slidingTtl = 800, localTtl = 800, ttlUnit = ChronoUnit.MILLIS)
        String nearSession(String id);

        /** The same entries; its reads extend nothing. */
        @Cached(cacheName = "sessions", ttl = 2_400, ttlUnit = ChronoUnit.MILLIS)
        String glance(String id);

        @Cached(cacheName = "sessions", ttl = 2_400, slidingTtl = 800, ttlUnit = ChronoUnit.MILLIS)
        Integer number(String id);

        @Cached(cacheName = "sessions", ttl = 2_400, slidingTtl = 800, ttlUnit = ChronoUnit.MILLIS)
        Map<String, Integer> numbers(@CacheKey Collection<String> ids);

        @CachePut(cacheName = "sessions", ttl = 2_400, slidingTtl = 800, ttlUnit = ChronoUnit.MILLIS)
        void put(String id, @CacheValue String session);
    }

    /** The same cache by its name, which cannot declare how long a value is kept after a read. */
    static final class Named {
        @CacheName(value = "sessions", ttl = 2_400, ttlUnit = ChronoUnit.MILLIS)
        @Nullable
        Object sessions;

        private Named() {}

        static CacheName sessions() throws NoSuchFieldException {
            return Objects.requireNonNull(
                    Named.class.getDeclaredField("sessions").getAnnotation(CacheName.class));
        }
    }

    private String read(CacheRig on, String method, String value) throws Exception {
        return String.valueOf(value(on.read(
                method, () -> method.equals("sessionLater") ? CompletableFuture.completedFuture(value) : value, id)));
    }

    /** Reads until a moment, and returns whether all reads have found the old value. */
    private boolean isReadUntil(long end, String method) throws Exception {
        boolean alive = true;
        while (System.nanoTime() - end < 0) {
            alive &= read(node, method, "new").equals("old");
            Thread.sleep(20);
        }
        return alive;
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() - end >= 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "sessionLater", "nearSession"})
    void value_thatIsRead_livesOn_andNotLongerThanItsTtl(String method) throws Exception {
        long begin = System.nanoTime();
        read(node, method, "old");

        assertThat(isReadUntil(begin + SLIDING.toNanos() * 2, method)).isTrue();
        assertThat(read(other, "glance", "no")).isEqualTo("old");
        assertThat(isReadUntil(begin + TTL.toNanos() + 100_000_000, method)).isFalse();
        assertThat(read(node, method, "no")).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "glance"})
    void value_thatIsNotRead_isGoneAfterTheSlidingTime(String method) throws Exception {
        read(node, "session", "old");
        pass(SLIDING.dividedBy(2));
        assertThat(read(node, method, "no")).isEqualTo("old");
        pass(SLIDING.dividedBy(2).plusMillis(100));

        assertThat(read(node, "glance", "new")).isEqualTo(method.equals("session") ? "old" : "new");
        pass(SLIDING);
        assertThat(read(node, "session", "newer")).isNotEqualTo("old");
    }

    /** The time that a read gives is not shortened by the time until the commit. */
    @ParameterizedTest
    @ValueSource(longs = {500, 1_000})
    void value_loadedInATransaction_livesAsLongAsItIsRead(long commitAfter) throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        read(node, "session", "old");
        node.transaction.remove();
        pass(Duration.ofMillis(commitAfter));
        transaction.end(CacheTransaction.Ending.COMMITTED);
        long begin = System.nanoTime();

        assertThat(isReadUntil(begin + SLIDING.toNanos(), "session")).isTrue();
        pass(SLIDING.dividedBy(2));
        assertThat(read(other, "glance", "no")).isEqualTo("old");
    }

    @Test
    void valueThatWasPut_livesAsLongAsItIsRead() throws Exception {
        long begin = System.nanoTime();
        other.change("put", id, "old");

        assertThat(isReadUntil(begin + SLIDING.toNanos() * 2, "session")).isTrue();
        pass(SLIDING.plusMillis(100));
        assertThat(read(node, "session", "new")).isEqualTo("new");
    }

    @Test
    void valueThatWasPutByTheNameOfTheCache_livesAsLongAsTheMethodsLetIt() throws Exception {
        other.declare("session");
        long begin = System.nanoTime();
        other.cache(Named.sessions(), String.class).put(id, "old");

        assertThat(isReadUntil(begin + SLIDING.toNanos() * 2, "session")).isTrue();
        pass(SLIDING.plusMillis(100));
        assertThat(read(node, "session", "new")).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session", "nearSession"})
    void manyReads_extendTheLifeOnceInAQuarterOfIt(String method) throws Exception {
        read(node, method, "old");
        read(node, method, "no");
        int before = node.store.touches();
        long begin = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            read(node, method, "no");
        }
        long quarters = (System.nanoTime() - begin) / (SLIDING.toNanos() / 4) + 1;

        assertThat(before).isEqualTo(1);
        assertThat(node.store.touches() - before).isLessThanOrEqualTo((int) quarters);
    }

    /** It may be that of a newer version of the application, which does not read it any more. */
    @Test
    void valueThatCannotBeRead_livesNoLonger() throws Exception {
        other.change("put", id, "old");
        node.declare("number");
        Cache<Integer> numbers = node.cache("sessions", Integer.class);

        assertThat(numbers.get(id)).isEmpty();
        assertThat(numbers.getAll(List.of(id))).isEmpty();
        assertThat(node.readMany("numbers", arguments -> Map.of(), List.of(id))).isEqualTo(Map.of());
        other.change("put", id, "old");
        assertThat(numbers.async().getOrLoad(id, () -> CompletableFuture.completedFuture(1)))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(1);

        assertThat(node.store.touches()).isZero();
        assertThat(numbers.get(id)).contains(1);
        assertThat(numbers.getAll(List.of(id))).containsEntry(id, 1);
        assertThat(node.store.touches()).isEqualTo(1);
    }

    @Test
    void storeThatDoesNotAnswer_failsNoRead() throws Exception {
        read(node, "session", "old");
        node.store.line(SwitchableCacheStore.Line.CUT);

        assertThat(read(node, "session", "new")).isEqualTo("new");
    }
}
