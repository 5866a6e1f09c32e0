package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Alone;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are replaced while they are served, before and after the end of their lifetime. */
abstract class FreshnessContract extends CacheContract {
    /** Longer than the lifetime of the values. */
    private static final Duration PAST_TTL = Duration.ofMillis(400);

    private final CountDownLatch never = new CountDownLatch(1);
    private final CacheRig node = rig(Paper.class);
    private final CacheRig other = rig(Paper.class);

    /** Annotated methods, whose bodies the tests provide. */
    @ApplicationScoped
    interface Paper {
        @Cached(cacheName = "headlines", ttl = 300, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        String headline(String id);

        @Cached(cacheName = "headlines", ttl = 300, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        CompletionStage<String> headlineLater(String id);

        /** The same entries; stale ones are not accepted. */
        @Cached(cacheName = "headlines", ttl = 300, ttlUnit = ChronoUnit.MILLIS)
        String freshHeadline(String id);

        @Cached(cacheName = "rumours", ttl = 60_000, nullTtl = 300, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        Optional<String> rumour(String id);

        @Cached(cacheName = "weather", ttl = 60_000, refreshAfter = 300, ttlUnit = ChronoUnit.MILLIS)
        String weather(String id);

        @Cached(cacheName = "stocks", ttl = 3_000, earlyRefresh = 100, ttlUnit = ChronoUnit.MILLIS)
        String stocks(String id);

        @Cached(cacheName = "brief", ttl = 200, staleTtl = 200, ttlUnit = ChronoUnit.MILLIS)
        String brief(String id);

        @CachePut(cacheName = "headlines", ttl = 300, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        void print(String id, @CacheValue String headline);

        @CacheInvalidate(cacheName = "headlines")
        void printed(String id);

        @CacheInvalidateAll(cacheName = "headlines")
        void allPrinted();
    }

    /** The container of an enterprise bean alone may call it. */
    @Stateless
    interface Newsroom {
        @Cached(cacheName = "tips", ttl = 300, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        String tip(String id);

        @Cached(cacheName = "tips", ttl = 60_000, refreshAfter = 300, ttlUnit = ChronoUnit.MILLIS)
        String oldTip(String id);
    }

    /** A bean of each request: it may know the caller, and has ended when a load in the background begins. */
    @RequestScoped
    interface Desk {
        @Cached(cacheName = "notes", ttl = 300, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        String note(String id);
    }

    /** A key may contain the caller, and then the result may depend on the caller, too. */
    @ApplicationScoped
    interface Mailbox {
        @Cached(
                cacheName = "mails",
                cacheKeyGenerator = OfACaller.class,
                ttl = 300,
                staleTtl = 60_000,
                ttlUnit = ChronoUnit.MILLIS)
        String mail(String id);
    }

    /** Computes keys as an application may. */
    static final class OfACaller implements CacheKeyGenerator {
        @Override
        public Object generate(Method method, Object[] parameters) {
            return "ada " + parameters[0];
        }
    }

    /** Arguments that a caller may modify. */
    @ApplicationScoped
    interface Archive {
        @Cached(cacheName = "pages", ttl = 300, staleTtl = 60_000, ttlUnit = ChronoUnit.MILLIS)
        String pages(List<String> ids);
    }

    private CacheRig rig(Class<?> type) {
        return node(type, CacheRig.SETTINGS);
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() - end >= 0);
    }

    /** The value may have become due meanwhile: its replacement does not end. */
    private void awaitValue(CacheRig on, String method, Object expected) {
        Callable<@Nullable Object> endless = () -> {
            never.await();
            return "never";
        };
        await().untilAsserted(
                        () -> assertThat(value(on.read(method, endless, id))).isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"headline", "headlineLater"})
    void staleValue_isServedToAllWhileOneCallerOfTheClusterLoads(String method) throws Exception {
        boolean stage = method.equals("headlineLater");
        node.read(method, () -> result(stage, "old"), id);
        pass(PAST_TTL);

        for (int i = 0; i < 3; i++) {
            for (CacheRig each : List.of(node, other)) {
                Callable<@Nullable Object> slow = load("new");
                List<Future<@Nullable Object>> callers =
                        each.start(8, () -> value(each.read(method, () -> result(stage, (String) slow.call()), id)));
                assertThat(CacheRig.get(callers)).containsOnly("old");
            }
        }
        await().untilAtomic(loads, is(1));
        mayLoad.countDown();

        awaitValue(node, method, "new");
        assertThat(value(other.read(method, () -> result(stage, "newer"), id))).isEqualTo("new");
        assertThat(loads).hasValue(1);
    }

    @Test
    void freshValue_isNotReplaced() throws Exception {
        node.read("weather", () -> "sun", id);
        node.read("stocks", () -> "up", id);
        node.read("headline", () -> "old", id);

        // "stocks" may be replaced early, but not at once: its load was short
        for (String method : List.of("weather", "headline", "stocks")) {
            assertThat(node.read(method, load("new"), id)).isNotEqualTo("new");
        }
        assertThat(loads).hasValue(0);
    }

    @Test
    void replacement_thatFails_leavesTheStaleValueAndIsNotTriedAgainAtOnce() throws Exception {
        node.read("headline", () -> "old", id);
        pass(PAST_TTL);
        AtomicInteger failures = new AtomicInteger();
        Callable<@Nullable Object> failing = failing(failures);

        long begin = System.nanoTime();
        int calls = 0;
        while (System.nanoTime() - begin < Duration.ofMillis(800).toNanos()) {
            assertThat(node.read("headline", failing, id)).isEqualTo("old");
            calls++;
        }

        assertThat(calls).isGreaterThan(10);
        assertThat(failures).hasValue(1);
        await().untilAsserted(
                        () -> assertThat(node.read("headline", () -> "new", id)).isEqualTo("new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"printed", "allPrinted"})
    void replacement_thatAnInvalidationOvertakes_isNotStored(String change) throws Exception {
        node.read("headline", () -> "old", id);
        pass(PAST_TTL);
        assertThat(node.read("headline", load("overtaken"), id)).isEqualTo("old");
        await().untilAtomic(loads, is(1));

        other.change(change, change.equals("printed") ? new Object[] {id} : new Object[0]);
        assertThat(other.read("headline", () -> "new", id)).isEqualTo("new");
        mayLoad.countDown();

        pass(Duration.ofMillis(100));
        for (CacheRig each : List.of(node, other)) {
            assertThat(each.read("headline", () -> "newer", id)).isNotEqualTo("overtaken");
        }
    }

    @Test
    void staleValue_forAMethodThatAcceptsNone_isReplacedByItsCallers() throws Exception {
        node.read("headline", () -> "old", id);
        pass(PAST_TTL);

        List<Future<@Nullable Object>> callers = node.start(8, () -> node.read("freshHeadline", load("new"), id));
        await().untilAtomic(loads, is(1));
        assertThat(other.read("headline", () -> "mine", id)).isEqualTo("old");
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).containsOnly("new");
        awaitValue(other, "headline", "new");
        assertThat(loads).hasValue(1);
    }

    @Test
    void staleValue_thatWasPut_isServedAndReplaced() throws Exception {
        node.change("print", id, "old");
        pass(PAST_TTL);

        assertThat(node.read("headline", load("new"), id)).isEqualTo("old");
        mayLoad.countDown();
        awaitValue(node, "headline", "new");
    }

    /** The stored value is older than the null, which nobody stores. */
    @Test
    void replacement_thatIsNotStored_removesTheStaleValue() throws Exception {
        node.read("headline", () -> "old", id);
        pass(PAST_TTL);

        assertThat(node.read("headline", () -> null, id)).isEqualTo("old");

        // a miss is loaded by its caller
        Thread caller = Thread.currentThread();
        await().pollInSameThread().untilAsserted(() -> assertThat(other.read(
                        "headline",
                        () -> {
                            if (Thread.currentThread() != caller) {
                                throw new IOException("the stale value is still there");
                            }
                            return "new";
                        },
                        id))
                .isEqualTo("new"));
    }

    @Test
    void staleNull_isServedAndReplaced() throws Exception {
        node.read("rumour", Optional::empty, id);
        pass(PAST_TTL);

        assertThat(node.read("rumour", () -> Optional.of("heard"), id)).isEqualTo(Optional.empty());
        awaitValue(node, "rumour", Optional.of("heard"));
    }

    @Test
    void refreshAfter_servesTheValueAndReplacesIt() throws Exception {
        node.read("weather", () -> "sun", id);
        pass(PAST_TTL);

        assertThat(node.read("weather", load("rain"), id)).isEqualTo("sun");
        await().untilAtomic(loads, is(1));
        assertThat(other.read("weather", () -> "snow", id)).isEqualTo("sun");
        mayLoad.countDown();

        awaitValue(other, "weather", "rain");
    }

    /** With a load of 100 ms, the mean earliness is 10 s: nearly each hit of this brief lifetime replaces the value. */
    @Test
    void earlyRefresh_replacesAValueThatIsExpensiveToLoad() throws Exception {
        node.read(
                "stocks",
                () -> {
                    pass(Duration.ofMillis(100));
                    return "up";
                },
                id);

        await().atMost(Duration.ofMillis(2_500)).untilAsserted(() -> assertThat(node.read("stocks", () -> "down", id))
                .isEqualTo("down"));
    }

    /** One node in the cluster tries it, not each one. */
    @ParameterizedTest
    @ValueSource(strings = {"headline", "tip"})
    void replacement_thatFails_isNotTriedAgainAtOnceByOtherNodes(String method) throws Exception {
        Class<?> type = method.equals("tip") ? Newsroom.class : Paper.class;
        List<CacheRig> nodes = List.of(rig(type), rig(type), rig(type));
        nodes.get(0).read(method, () -> "old", id);
        pass(PAST_TTL);
        AtomicInteger failures = new AtomicInteger();

        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Duration.ofMillis(800).toNanos()) {
            for (CacheRig each : nodes) {
                assertThat(each.read(method, failing(failures), id)).isEqualTo("old");
            }
        }

        assertThat(failures).hasValue(1);
    }

    /** It is older than a value that was put meanwhile. */
    @ParameterizedTest
    @ValueSource(strings = {"headline", "freshHeadline"})
    void replacement_thatIsNotStored_leavesANewerValue(String method) throws Exception {
        node.read("headline", () -> "old", id);
        pass(PAST_TTL);
        Future<@Nullable Object> caller = node.start(() -> node.read(method, load(null), id));
        await().untilAtomic(loads, is(1));
        other.change("print", id, "newer");
        mayLoad.countDown();
        CacheRig.get(caller);
        pass(Duration.ofMillis(100));

        assertThat(other.read("headline", () -> "no", id)).isEqualTo("newer");
    }

    @Test
    @Alone
    void lastKnownValue_livesNoLongerThanTheValueItself() throws Exception {
        node.read("brief", () -> "old", id);
        pass(Duration.ofMillis(300));
        assertThat(node.read("brief", load("new"), id)).isEqualTo("old");
        long seen = System.nanoTime();
        await().untilAtomic(loads, is(1));
        node.store.line(SwitchableCacheStore.Line.CUT);
        // less than staleTtl after the last read, and more than the whole lifetime
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> System.nanoTime() - seen > Duration.ofMillis(130).toNanos());

        assertThat(node.read("brief", () -> "mine", id)).isEqualTo("mine");
        mayLoad.countDown();
    }

    @Test
    void staleValue_afterItsWholeLifetime_isGone() throws Exception {
        node.read("brief", () -> "old", id);
        pass(Duration.ofMillis(500));

        assertThat(node.read("brief", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void staleValue_ofABeanOfARequest_isReplacedOnTheThreadOfACaller() throws Exception {
        CacheRig desk = rig(Desk.class);
        desk.read("note", () -> "old", id);
        pass(PAST_TTL);
        Thread caller = Thread.currentThread();

        assertThat(desk.read("note", () -> Thread.currentThread() == caller ? "new" : "on another thread", id))
                .isEqualTo("new");
    }

    @Test
    void staleValue_whoseKeyABeanComputes_isReplacedOnTheThreadOfACaller() throws Exception {
        CacheRig mailbox = rig(Mailbox.class);
        mailbox.read("mail", () -> "old", id);
        pass(PAST_TTL);
        Thread caller = Thread.currentThread();

        assertThat(mailbox.read("mail", () -> Thread.currentThread() == caller ? "new" : "on another thread", id))
                .isEqualTo("new");
    }

    @Test
    void argumentsModifiedDuringALoadInTheBackground_areNotTakenForTheOldOnes() throws Exception {
        CacheRig archive = rig(Archive.class);
        List<String> ids = new ArrayList<>(List.of(id));
        archive.read("pages", () -> "old", ids);
        pass(PAST_TTL);

        assertThat(archive.read("pages", load("of another key"), ids)).isEqualTo("old");
        await().untilAtomic(loads, is(1));
        ids.add("another");
        mayLoad.countDown();
        pass(Duration.ofMillis(200));

        assertThat(archive.read("pages", () -> "new", List.of(id))).isNotEqualTo("of another key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tip", "oldTip"})
    void replacementByACaller_thatFails_returnsTheStoredValueAndPauses(String method) throws Exception {
        CacheRig newsroom = rig(Newsroom.class);
        newsroom.read(method, () -> "old", id);
        pass(PAST_TTL);
        AtomicInteger failures = new AtomicInteger();

        for (int i = 0; i < 20; i++) {
            assertThat(newsroom.read(method, failing(failures), id)).isEqualTo("old");
        }

        assertThat(failures).hasValue(1);
    }

    /** Only the first of them may ask for the lease, and another node again after a short time. */
    @ParameterizedTest
    @ValueSource(strings = {"tip", "oldTip"})
    void callers_whileOneOfThemReplacesTheValue_takeOneRoundTripEach(String method) throws Exception {
        CacheRig newsroom = rig(Newsroom.class);
        CacheRig branch = rig(Newsroom.class);
        newsroom.read(method, () -> "old", id);
        pass(PAST_TTL);
        Future<@Nullable Object> leader = newsroom.start(() -> newsroom.read(method, load("new"), id));
        await().untilAtomic(loads, is(1));

        int before = newsroom.store.calls();
        int beforeThere = branch.store.calls();
        long begin = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            assertThat(newsroom.read(method, () -> "mine", id)).isEqualTo("old");
            assertThat(branch.read(method, () -> "mine", id)).isEqualTo("old");
        }
        int attempts = (int) Duration.ofNanos(System.nanoTime() - begin).dividedBy(Duration.ofMillis(200)) + 1;

        assertThat(newsroom.store.calls() - before).isEqualTo(50);
        assertThat(branch.store.calls() - beforeThere).isBetween(50, 50 + attempts);
        mayLoad.countDown();
        assertThat(leader.get()).isEqualTo("new");
        assertThat(newsroom.read(method, () -> "newer", id)).isEqualTo("new");
    }

    @Test
    void staleValueOfAnEnterpriseBean_isReplacedByOneCallerOnItsOwnThread() throws Exception {
        CacheRig newsroom = rig(Newsroom.class);
        newsroom.read("tip", () -> "old", id);
        pass(PAST_TTL);
        Thread caller = Thread.currentThread();

        assertThat(newsroom.read("tip", () -> Thread.currentThread() == caller ? "new" : "on another thread", id))
                .isEqualTo("new");
        pass(PAST_TTL);

        Future<@Nullable Object> leader = newsroom.start(() -> newsroom.read("tip", load("newer"), id));
        await().untilAtomic(loads, is(1));
        assertThat(CacheRig.get(newsroom.start(8, () -> newsroom.read("tip", () -> "mine", id))))
                .containsOnly("new");
        mayLoad.countDown();
        assertThat(CacheRig.get(leader)).isEqualTo("newer");
    }

    /** A loader that fails, and counts how often. */
    private static Callable<@Nullable Object> failing(AtomicInteger failures) {
        return () -> {
            failures.incrementAndGet();
            throw new IOException("no news");
        };
    }

    /** Callers of a hot key never load: nobody waits when its value becomes stale. */
    @Test
    void hotKey_throughManyLifetimes_isLoadedOnOtherThreadsOnly() throws Exception {
        node.read("headline", () -> "0", id);
        Set<Thread> callers = ConcurrentHashMap.newKeySet();
        Set<Thread> loaders = ConcurrentHashMap.newKeySet();
        Queue<Long> latencies = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();

        CacheRig.get(node.start(8, () -> {
            callers.add(Thread.currentThread());
            long longest = 0;
            while (System.nanoTime() - end < 0) {
                long begin = System.nanoTime();
                node.read(
                        "headline",
                        () -> {
                            loaders.add(Thread.currentThread());
                            return Integer.toString(loads.incrementAndGet());
                        },
                        id);
                longest = Math.max(longest, System.nanoTime() - begin);
            }
            latencies.add(longest);
            return null;
        }));

        System.getLogger(getClass().getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} loads of a hot key, longest call {1} ms",
                        loads,
                        latencies.stream().mapToLong(Long::longValue).max().orElseThrow() / 1_000_000);
        assertThat(loads).hasValueBetween(5, 14);
        assertThat(loaders).doesNotContainAnyElementsOf(callers);
    }
}
