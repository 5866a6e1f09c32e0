package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.AsyncCache;
import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.cache.read.CachedRead;
import io.boosterbeacon.redis.internal.cache.read.RequestReads;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a request knows of the values that it has read: their digest, and how long they are fresh. */
abstract class RecordedReadsContract extends CacheContract {
    private final CacheRig node = node(Cellar.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Cellar.class, CacheRig.SETTINGS);
    private final RequestReads reads = new RequestReads(System::nanoTime);

    /** A value that is not shared by callers. */
    record Wine(String name, List<Integer> years) {}

    /** Annotated methods, whose bodies the tests provide. */
    @RequestScoped
    interface Cellar {
        @Cached(cacheName = "wines", ttl = 60)
        Wine wine(String id);

        @Cached(cacheName = "other-wines", ttl = 60)
        Wine otherWine(String id);

        @Cached(cacheName = "wines", ttl = 60)
        Optional<Wine> wineIfAny(String id);

        @Cached(cacheName = "wines", ttl = 60)
        CompletionStage<Wine> wineLater(String id);

        @Cached(cacheName = "old-wines", ttl = 100, ttlUnit = ChronoUnit.MILLIS, staleTtl = 60_000)
        Wine oldWine(String id);

        @Cached(cacheName = "wines-in-general", ttl = 30)
        List<Wine> wines(String id);

        @Cached(cacheName = "names", ttl = 60)
        String name(String id);

        @Cached(cacheName = "brief-wines", ttlBy = NotAtAll.class)
        Wine briefWine(String id);

        @Cached(cacheName = "secret", ttl = 60, unless = IsSecret.class)
        Wine secretWine(String id);

        @Cached(cacheName = "tagged-wines", ttl = 60, tags = "name:{result.name}")
        Wine taggedWine(String id);
    }

    /** Methods whose callers do not wait for each load. */
    @ApplicationScoped
    interface Slow {
        @Cached(cacheName = "soft", ttl = 200, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS, softLoadTimeout = 20_000)
        Wine soft(String id);

        @Cached(cacheName = "hard", ttl = 60, staleTtl = 600, hardLoadTimeout = 200)
        Wine hard(String id);
    }

    /** No value is stored. */
    static final class NotAtAll implements CacheTtl<Wine> {
        @Override
        public Duration ttl(Wine value) {
            return Duration.ZERO;
        }
    }

    static final class IsSecret implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return String.valueOf(call.value()).contains("secret");
        }
    }

    @AfterEach
    void endRequest() {
        reads.end();
    }

    private static Wine wine() {
        return new Wine("Amarone", List.of(2015, 2016));
    }

    private static Callable<@Nullable Object> never() {
        return () -> {
            throw new AssertionError("the method was called");
        };
    }

    private Object read(CacheRig on, String method, Callable<@Nullable Object> loader) throws Exception {
        Object found = on.read(method, loader, id);
        assertThat(found).isNotNull();
        return found;
    }

    private CachedRead recorded(Object value) {
        return reads.of(value, false).orElseThrow();
    }

    private static Duration fresh(CachedRead read) {
        return read.freshFor(System.nanoTime());
    }

    private static void assertFresh(CachedRead read) {
        assertThat(fresh(read)).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
    }

    @Test
    void loadedValue_andItsHits_haveOneDigestOnAllNodes_andTheRestOfTheLifetime() throws Exception {
        reads.begin();
        Object loaded = read(node, "wine", RecordedReadsContract::wine);
        Object hit = read(other, "wine", never());

        assertThat(hit).isNotSameAs(loaded);
        assertThat(recorded(hit).digest())
                .isPresent()
                .isEqualTo(recorded(loaded).digest());
        assertFresh(recorded(loaded));
        assertFresh(recorded(hit));
    }

    @Test
    void lifetime_isCountedFromTheWrite() throws Exception {
        read(node, "wine", RecordedReadsContract::wine);
        reads.begin();
        Object first = read(node, "wine", never());
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        Object later = read(node, "wine", never());

        long now = System.nanoTime();
        // not of the read
        assertThat(recorded(later).freshFor(now)).isCloseTo(recorded(first).freshFor(now), Duration.ofMillis(150));
    }

    @Test
    void equalValue_loadedAnew_hasTheSameDigest_andAnotherOneAnother() throws Exception {
        reads.begin();
        Object one = read(node, "wine", RecordedReadsContract::wine);
        Object same = read(other, "otherWine", RecordedReadsContract::wine);
        Object tagged = read(node, "taggedWine", RecordedReadsContract::wine);
        Object another = read(node, "secretWine", () -> new Wine("Amarone", List.of(2015)));

        assertThat(recorded(same).digest()).isEqualTo(recorded(one).digest());
        assertThat(recorded(tagged).digest()).isEqualTo(recorded(one).digest());
        assertThat(recorded(another).digest())
                .isPresent()
                .isNotEqualTo(recorded(one).digest());
    }

    @Test
    void contentOfAnOptional_andOfAStage_isTheValue() throws Exception {
        reads.begin();
        Object loaded = read(node, "wineIfAny", () -> Optional.of(wine()));
        Object content = ((Optional<?>) read(node, "wineIfAny", never())).orElseThrow();
        Object later = value(read(node, "wineLater", never()));

        assertThat(recorded(content).digest()).isEqualTo(recorded(loaded).digest());
        assertThat(later).isNotNull();
        assertThat(recorded(later).digest()).isEqualTo(recorded(loaded).digest());
    }

    /** The thread may be that of the store, which has to read the answer. */
    @Test
    void asynchronousRead_neverWaitsForTheTimeOfTheStore() throws Exception {
        read(node, "wine", RecordedReadsContract::wine);
        AsyncCache<Wine> cache = node.cache("wines", Wine.class).async();
        for (Supplier<CompletionStage<?>> find : List.<Supplier<CompletionStage<?>>>of(
                () -> cache.get(id).thenApply(Optional::orElseThrow),
                () -> cache.getOrLoad(id, () -> CompletableFuture.failedFuture(new IllegalStateException())))) {
            CompletableFuture<Void> held = node.store.holdNextTime();
            Future<CompletionStage<?>> begun = node.start(() -> {
                reads.begin();
                return find.get();
            });

            // less than the deadline of the store
            CompletionStage<?> stage = begun.get(CacheRig.TIMEOUT.toMillis() - 1_000, TimeUnit.MILLISECONDS);
            held.complete(null);
            assertFresh(recorded(stage.toCompletableFuture().get(10, TimeUnit.SECONDS)));
        }
    }

    @Test
    void stage_thatCompletesOnAnotherThread_isRecorded() throws Exception {
        CompletableFuture<Object> loading = new CompletableFuture<>();
        reads.begin();
        Object stage = read(node, "wineLater", () -> loading);
        Wine loaded = wine();
        Future<Object> completed = node.start(() -> loading.complete(loaded));
        CacheRig.get(completed);

        assertThat(value(stage)).isSameAs(loaded);
        assertFresh(recorded(loaded));
    }

    @Test
    void waiterForTheLoadOfAnotherCaller_hasItsDigestAndLifetime() throws Exception {
        Future<Object> leader = node.start(() -> read(node, "wine", load(wine())));
        await().until(() -> loads.get() == 1);
        RequestReads ofWaiter = new RequestReads(System::nanoTime);
        Future<Object> waiter = node.start(() -> {
            ofWaiter.begin();
            return read(node, "wine", never());
        });
        node.awaitAllWaiting();
        mayLoad.countDown();
        Object loaded = CacheRig.get(leader);
        Object shared = CacheRig.get(waiter);

        reads.begin();
        Object hit = read(node, "wine", never());
        assertThat(loaded).isEqualTo(shared);
        CachedRead read = ofWaiter.of(shared, false).orElseThrow();
        assertThat(read.digest()).isPresent().isEqualTo(recorded(hit).digest());
        assertFresh(read);
    }

    @Test
    void staleValue_isNotFresh() throws Exception {
        read(node, "oldWine", RecordedReadsContract::wine);
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        reads.begin();
        // this bean may know its caller, who loads; the load fails
        Object stale = read(node, "oldWine", () -> {
            throw new IllegalStateException("broken on purpose");
        });

        assertThat(stale).isEqualTo(wine());
        assertThat(recorded(stale).digest()).isPresent();
        assertThat(fresh(recorded(stale))).isZero();
    }

    @Test
    void newValueThatComesInTime_isRecorded() throws Exception {
        CacheRig slow = node(Slow.class, CacheRig.SETTINGS);
        slow.read("soft", RecordedReadsContract::wine, id);
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        reads.begin();
        Object newer = read(slow, "soft", () -> new Wine("newer", List.of()));

        assertThat(newer).isEqualTo(new Wine("newer", List.of()));
        assertThat(recorded(newer).digest()).isPresent();
        assertThat(fresh(recorded(newer))).isPositive();
    }

    @Test
    void lastKnownValue_inPlaceOfALateOne_isNotFresh() throws Exception {
        CacheRig slow = node(Slow.class, CacheRig.SETTINGS);
        slow.read("hard", RecordedReadsContract::wine, id);
        slow.store
                .invalidate(List.of(slow.entry("hard", id)))
                .toCompletableFuture()
                .join();
        reads.begin();
        Object known = read(slow, "hard", load(wine()));
        mayLoad.countDown();

        assertThat(known).isEqualTo(wine());
        assertThat(fresh(recorded(known))).isZero();
    }

    /** Such as a method that adds a cache to that of another bean: its hits are what the next requests get. */
    @Test
    void valueThatTwoCachedMethodsReturn_isThatOfTheOuterOne() throws Exception {
        reads.begin();
        List<Wine> loaded = List.of(wine());
        read(node, "wines", () -> other.read("wines", () -> loaded, id + "of another"));
        Object hit = read(node, "wines", never());

        assertThat(recorded(loaded).entry()).isEqualTo(recorded(hit).entry());
    }

    @Test
    void storeFails_loadedAndLastKnownValues_areNotFresh() throws Exception {
        read(node, "oldWine", RecordedReadsContract::wine);
        node.store.line(Line.CUT);
        reads.begin();
        Object known = read(node, "oldWine", never());
        Object loaded = read(node, "wine", RecordedReadsContract::wine);
        node.store.line(Line.UP);

        assertThat(List.of(known, loaded)).allSatisfy(value -> {
            assertThat(fresh(recorded(value))).isZero();
            assertThat(recorded(value).digest()).isPresent();
        });
    }

    /** It may be rolled back. */
    @Test
    void valueLoadedInATransaction_isNotFreshBeforeTheCommit() throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        reads.begin();
        Object loaded = read(node, "wine", RecordedReadsContract::wine);
        Object again = read(node, "wine", never());
        node.transaction.remove();
        transaction.end(Ending.COMMITTED);
        Object committed = read(node, "wine", never());

        assertThat(fresh(recorded(loaded))).isZero();
        assertThat(fresh(recorded(again))).isZero();
        assertFresh(recorded(committed));
        assertThat(recorded(again).digest()).isEqualTo(recorded(committed).digest());
    }

    @Test
    void valueThatIsNotStored_isNotRecorded() throws Exception {
        reads.begin();
        Object excluded = read(node, "secretWine", () -> new Wine("secret", List.of()));

        assertThat(reads.of(excluded, false)).isEmpty();
    }

    /** It is returned, but it was never in the cache. */
    @Test
    void valueWithoutALifetime_isRecorded_andNotFresh() throws Exception {
        reads.begin();
        Object brief = read(node, "briefWine", RecordedReadsContract::wine);

        assertThat(recorded(brief).digest()).isPresent();
        assertThat(fresh(recorded(brief))).isZero();
    }

    @Test
    void valueThatIsInvalidatedDuringItsLoad_isNotFresh() throws Exception {
        reads.begin();
        Object loaded = read(node, "wine", () -> {
            other.store
                    .invalidate(List.of(other.entry("wine", id)))
                    .toCompletableFuture()
                    .join();
            return wine();
        });

        assertThat(fresh(recorded(loaded))).isZero();
    }

    @Test
    void text_isFoundOnlyIfNothingElseWasRead_orIfItIsKnownToBeReturned() throws Exception {
        String text = "text";
        reads.begin();
        read(node, "name", () -> text);
        assertThat(reads.of(text, false)).isPresent();

        read(node, "wine", RecordedReadsContract::wine);
        assertThat(reads.of(text, false)).isEmpty();
        assertThat(reads.of(text, true)).isEmpty();

        Object hit = read(node, "name", never());
        assertThat(reads.of(hit, false)).isEmpty();
        assertThat(reads.of(hit, true)).isPresent();
    }

    @Test
    void objectThatWasMadeOfAValue_isNotFound() throws Exception {
        reads.begin();
        read(node, "wine", RecordedReadsContract::wine);

        assertThat(reads.of(wine(), false)).isEmpty();
    }

    @Test
    void requestThatHasEnded_orNotBegun_recordsNothing() throws Exception {
        Object before = read(node, "wine", RecordedReadsContract::wine);
        reads.begin();
        // the end of an asynchronous request
        FutureTask<Boolean> end = new FutureTask<>(reads::end, true);
        CacheRig.get(node.start(() -> {
            end.run();
            return true;
        }));
        Object after = read(node, "wine", never());

        assertThat(reads.of(before, false)).isEmpty();
        assertThat(reads.of(after, false)).isEmpty();
    }

    @Test
    void manyReads_keepTheLatest() throws Exception {
        reads.begin();
        Object first = read(node, "wine", RecordedReadsContract::wine);
        Object last = first;
        for (int i = 0; i < 100; i++) {
            last = read(node, "wine", never());
        }

        assertThat(reads.of(first, false)).isEmpty();
        assertFresh(recorded(last));
    }
}
