package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two nodes change and read the same few entries as fast as they can. Versions only grow, so that an old value shows as a
 * smaller number.
 */
class NearRaceTest {
    private static final System.Logger LOG = System.getLogger(NearRaceTest.class.getName());
    private static final int ENTRIES = 4;
    private static final int READERS = 4;
    private static final Duration RUN = Duration.ofSeconds(3);

    private final CacheEntry.Cached[] entries = new CacheEntry.Cached[ENTRIES];
    private final ReentrantLock[] locks = new ReentrantLock[ENTRIES];
    private final AtomicLong versions = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong nearHits = new AtomicLong();

    NearRaceTest() {
        for (int i = 0; i < ENTRIES; i++) {
            entries[i] = NearNode.entry();
            locks[i] = new ReentrantLock();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true"})
    void reader_afterAChangeOfItsNodeHasReturned_neverSeesAnOlderValue(boolean killed, boolean published)
            throws Exception {
        String[] settings = published ? new String[] {"--rename-command", "HELLO", ""} : new String[0];
        try (RedisProcess server = RedisProcess.start(settings);
                Operator operator = new Operator(server.url());
                NearNode one = NearNode.on(server.url());
                NearNode two = NearNode.on(server.url())) {
            ExecutorService threads = Executors.newCachedThreadPool();
            List<Future<?>> running = new ArrayList<>();
            for (NearNode node : List.of(one, two)) {
                // what a change on this node has returned for: older values must not be seen here any more
                AtomicLongArray returned = new AtomicLongArray(ENTRIES);
                for (int i = 0; i < READERS; i++) {
                    running.add(threads.submit(() -> read(node, returned, !published)));
                }
                running.add(threads.submit(() -> change(node, returned)));
            }
            long end = System.nanoTime() + RUN.toNanos();
            while (System.nanoTime() < end) {
                Thread.sleep(100);
                if (killed) {
                    operator.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
                }
            }
            over.set(true);
            for (Future<?> each : running) {
                each.get(30, TimeUnit.SECONDS);
            }
            threads.shutdown();
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} changes, {1} near hits, killed: {2}, published: {3}",
                    versions.get(),
                    nearHits.get(),
                    killed,
                    published);
            assertThat(nearHits.get()).isPositive();
            bothNodesAgree(one, two);
        }
    }

    private void bothNodesAgree(NearNode one, NearNode two) {
        for (int i = 0; i < ENTRIES; i++) {
            CacheEntry.Cached entry = entries[i];
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                one.put(entry, String.valueOf(versions.incrementAndGet()));
                return true;
            });
            await().atMost(Duration.ofSeconds(2)).ignoreExceptions().until(() -> one.read(entry, Duration.ZERO)
                    .equals(two.read(entry)));
        }
    }

    /**
     * @param ordered whether a reader that has seen a version of another node never sees an older one: answers and reports
     *     of changes come on one connection
     */
    private Void read(NearNode node, AtomicLongArray returned, boolean ordered) {
        long[] seen = new long[ENTRIES];
        while (!over.get()) {
            int i = ThreadLocalRandom.current().nextInt(ENTRIES);
            long atLeast = Math.max(returned.get(i), seen[i]);
            boolean near = node.cache().near(entries[i]) != null;
            try {
                long version = node.read(entries[i]).map(Long::valueOf).orElse(Long.MAX_VALUE);
                assertThat(version).isGreaterThanOrEqualTo(atLeast);
                if (ordered && version != Long.MAX_VALUE) {
                    seen[i] = version;
                }
                if (near) {
                    nearHits.incrementAndGet();
                }
            } catch (CompletionException notConnected) {
                Thread.onSpinWait();
            }
        }
        return null;
    }

    private Void change(NearNode node, AtomicLongArray returned) throws InterruptedException {
        while (!over.get()) {
            int i = ThreadLocalRandom.current().nextInt(ENTRIES);
            locks[i].lock();
            try {
                long version = versions.incrementAndGet();
                if (version % 5 == 0) {
                    node.invalidate(entries[i]);
                } else {
                    node.put(entries[i], String.valueOf(version));
                }
                // after an invalidation, too: the next value will have a larger version
                returned.set(i, version);
            } catch (CompletionException notConnected) {
                // whether it was changed is unknown; the next change decides
                Thread.onSpinWait();
            } finally {
                locks[i].unlock();
            }
            Thread.sleep(1);
        }
        return null;
    }
}
