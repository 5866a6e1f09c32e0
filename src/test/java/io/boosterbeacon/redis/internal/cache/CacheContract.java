package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the tests of caching share: nodes on one store, and a loader that can be held back. */
abstract class CacheContract {
    static final int CALLERS = 64;

    /** A key that only this test uses. */
    final String id = UUID.randomUUID().toString();

    /** How many loads have begun. */
    final AtomicInteger loads = new AtomicInteger();

    /** What loads wait for. */
    final CountDownLatch mayLoad = new CountDownLatch(1);

    private final List<CacheRig> nodes = new ArrayList<>();

    protected abstract Store store();

    @AfterEach
    void close() {
        nodes.forEach(CacheRig::close);
    }

    final CacheRig node(CacheSettings settings) {
        return node(Shop.class, settings);
    }

    /** @param type has the annotated methods */
    final CacheRig node(Class<?> type, CacheSettings settings) {
        CacheRig node = new CacheRig(store(), type, settings);
        nodes.add(node);
        return node;
    }

    final CacheRig node() {
        return node(CacheRig.SETTINGS);
    }

    final CacheRig node(Duration timeout, Duration lease, Duration loadWait) {
        return node(new CacheSettings(true, timeout, timeout, lease, loadWait, CacheValueSettings.DEFAULTS));
    }

    /** A loader that waits for {@link #mayLoad}. */
    final Callable<@Nullable Object> load(@Nullable Object value) {
        return () -> {
            loads.incrementAndGet();
            if (!mayLoad.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the load was not let go");
            }
            return value;
        };
    }

    static Object result(boolean stage, String value) {
        return stage ? CompletableFuture.completedFuture(value) : value;
    }

    /** Invalidates a value that has changed in its source. */
    @FunctionalInterface
    interface Invalidation {
        void on(CacheRig node) throws Exception;
    }

    /**
     * Reads and invalidates a value at the same time. The version in the source only grows. The invalidation of some
     * version has returned before a read begins, so that the read must not return an older one.
     *
     * @param rounds of each of three readers on each node, at most: they end after 5 s on a slow machine, too, but not
     *     before the writer has had its turns
     */
    final void assertNeverOlder(List<CacheRig> on, String method, int rounds, Invalidation invalidation)
            throws Exception {
        AtomicInteger source = new AtomicInteger();
        AtomicInteger invalidated = new AtomicInteger();
        List<Future<Integer>> readers = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        for (CacheRig reader : on) {
            readers.addAll(reader.start(3, () -> {
                int stale = 0;
                for (int i = 0; (i < rounds && System.nanoTime() - end < 0) || source.get() <= 20; i++) {
                    int floor = invalidated.get();
                    Object read = reader.read(method, () -> slowly(source), id);
                    stale += read instanceof Integer version && version >= floor ? 0 : 1;
                }
                return stale;
            }));
        }
        Future<Integer> writer = on.get(0).start(() -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            while (readers.stream().anyMatch(reader -> !reader.isDone())) {
                int version = source.incrementAndGet();
                invalidation.on(on.get(random.nextInt(on.size())));
                invalidated.set(version);
                LockSupport.parkNanos(random.nextInt(200_000));
            }
            return source.get();
        });

        assertThat(CacheRig.get(readers)).containsOnly(0);
        assertThat(CacheRig.get(writer)).isGreaterThan(20);
    }

    private static Integer slowly(AtomicInteger source) {
        int read = source.get();
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            LockSupport.parkNanos(50_000);
        }
        return read;
    }

    static @Nullable Object value(@Nullable Object returned) {
        if (returned instanceof CompletionStage<?> stage) {
            return stage.toCompletableFuture().join();
        }
        return returned;
    }
}
