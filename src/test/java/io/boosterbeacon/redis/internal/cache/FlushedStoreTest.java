package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All values are gone at once, and all callers want them at once. */
class FlushedStoreTest extends CacheContract {
    private static final int KEYS = 40;

    private static RedisProcess server;
    private static Store store;
    private static Operator operator;

    private final CacheRig node = node();
    private final CacheRig other = node();

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
        operator = new Operator(server.url());
    }

    @AfterAll
    static void stop() {
        operator.close();
        store.close();
        server.close();
    }

    @Override
    protected Store store() {
        return store;
    }

    @ParameterizedTest
    @ValueSource(strings = {"price", "near", "news", "later"})
    void herd_afterAFlush_loadsEachValueOnce(String method) throws Exception {
        List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> i + id).toList();
        for (String key : keys) {
            for (CacheRig each : List.of(node, other, node, other)) {
                assertThat(value(each.read(method, () -> result(method.equals("later"), "old"), key)))
                        .isEqualTo("old");
            }
        }
        Map<String, AtomicInteger> loaded = new ConcurrentHashMap<>();
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<Integer>> callers = new ArrayList<>();
        for (CacheRig each : List.of(node, other)) {
            callers.addAll(each.start(16, () -> {
                List<String> order = new ArrayList<>(keys);
                Collections.shuffle(order, new Random());
                begin.await();
                int right = 0;
                for (String key : order) {
                    right += "new".equals(value(each.read(method, () -> slowly(method, loaded, key), key))) ? 1 : 0;
                }
                return right;
            }));
        }

        operator.redis().flushall();
        // near values end when the report of the flush arrives
        await().untilAsserted(() -> assertThat(
                        value(node.read(method, () -> slowly(method, loaded, keys.get(0)), keys.get(0))))
                .isEqualTo("new"));
        await().untilAsserted(() -> assertThat(
                        value(other.read(method, () -> slowly(method, loaded, keys.get(0)), keys.get(0))))
                .isEqualTo("new"));
        begin.countDown();

        assertThat(CacheRig.get(callers)).containsOnly(KEYS);
        assertThat(loaded.values()).hasSize(KEYS).allMatch(count -> count.get() == 1);
    }

    private static Object slowly(String method, Map<String, AtomicInteger> loaded, String key) {
        loaded.computeIfAbsent(key, first -> new AtomicInteger()).incrementAndGet();
        LockSupport.parkNanos(5_000_000);
        return result(method.equals("later"), "new");
    }
}
