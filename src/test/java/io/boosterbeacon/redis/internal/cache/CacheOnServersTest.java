package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Three nodes on real servers read and change the same few keys on many threads, while connections are killed, scripts
 * and data are flushed, and servers pause. Two of the nodes keep values. The profile {@code full-size} makes 200,000
 * operations on each kind of server.
 */
class CacheOnServersTest {
    private static final System.Logger LOG = System.getLogger(CacheOnServersTest.class.getName());
    private static final int OPERATIONS = Integer.getInteger("test.cache.operations", 2_000);
    /** So many operations come between two faults. */
    private static final int BETWEEN_FAULTS = Math.max(200, OPERATIONS / 200);

    private static final int NODES = 3;
    private static final int THREADS_OF_A_NODE = 4;
    private static final int KEYS = 8;
    private static final Duration LOCAL_TTL = Duration.ofMinutes(10);
    /** The node that keeps no values. */
    private static final int REMOTE = 2;

    private static final long NEAR_BOUND = TimeUnit.SECONDS.toNanos(1);

    private final String cacheName = "app:model-" + UUID.randomUUID();
    private final Database database = new Database(KEYS, KEYS / 2);
    private final CacheEntry.Cached[] entries = new CacheEntry.Cached[KEYS];
    private final AtomicInteger left = new AtomicInteger(OPERATIONS);
    private final AtomicBoolean over = new AtomicBoolean();

    CacheOnServersTest() {
        for (int i = 0; i < KEYS; i++) {
            entries[i] = new CacheEntry.Cached(cacheName, "key" + i);
        }
    }

    @Test
    void nodesOnRedis_serveNothingOlderThanAnInvalidation() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            check("Redis", Faults.options(server.url()), List.of(server.url()));
        }
    }

    @Test
    void nodesOnRedisThatReportsNoChanges_serveNothingOlderThanAnInvalidation() throws Exception {
        try (RedisProcess server = RedisProcess.start("--rename-command", "HELLO", "")) {
            check("Redis without reports", Faults.options(server.url()), List.of(server.url()));
        }
    }

    @Test
    void nodesOnACluster_serveNothingOlderThanAnInvalidation() throws Exception {
        try (RedisCluster servers = RedisCluster.start()) {
            check("Cluster", servers);
        }
    }

    @Test
    void nodesOnAClusterThatReportsNoChanges_serveNothingOlderThanAnInvalidation() throws Exception {
        try (RedisCluster servers = RedisCluster.start("--rename-command", "HELLO", "")) {
            check("Cluster without reports", servers);
        }
    }

    private void check(String what, RedisCluster servers) throws Exception {
        List<String> nodes = new ArrayList<>();
        for (String host : servers.url().substring("redis://".length()).split(",", -1)) {
            nodes.add("redis://" + host);
        }
        List<String> masters = nodes.subList(0, nodes.size() / 2);
        check(what, Faults.options(servers.url(), Shape.CLUSTER, Duration.ofSeconds(3)), masters);
    }

    /** @param servers that are disturbed */
    private void check(String what, RedisSettings settings, List<String> servers) throws Exception {
        List<ServerNode> nodes = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        long begin = System.nanoTime();
        try {
            for (int i = 0; i < NODES; i++) {
                nodes.add(new ServerNode(settings, cacheName, i == REMOTE ? Duration.ZERO : LOCAL_TTL));
            }
            untilNear(nodes.get(0));
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < NODES * THREADS_OF_A_NODE; i++) {
                int index = i % NODES;
                running.add(threads.submit(() -> operate(nodes.get(index), index)));
            }
            Future<Integer> faults = threads.submit(() -> disturb(servers));
            for (Future<?> each : running) {
                Object unused = each.get(1, TimeUnit.HOURS);
            }
            over.set(true);
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0}: {1} operations, {2} near hits, {3} other hits, {4} faults, {5} ms",
                    what,
                    OPERATIONS,
                    nodes.stream().mapToLong(node -> node.nearHits.get()).sum(),
                    nodes.stream().mapToLong(node -> node.hits.get()).sum(),
                    faults.get(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            allNodesAgree(nodes);
        } finally {
            over.set(true);
            threads.shutdownNow();
            nodes.forEach(ServerNode::close);
        }
    }

    /** Near caches begin with the connection that they read on. */
    private void untilNear(ServerNode node) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Versioned unused = read(node, 0);
            return node.nearHits.get() > 0;
        });
    }

    private Versioned read(ServerNode node, int key) {
        try {
            return node.read(entries[key], () -> load(key, false));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private Void operate(ServerNode node, int index) throws Exception {
        try {
            while (left.decrementAndGet() >= 0) {
                int key = ThreadLocalRandom.current().nextInt(KEYS);
                int kind = ThreadLocalRandom.current().nextInt(100);
                if (kind < 70) {
                    read(node, index, key, kind);
                } else if (kind < 97) {
                    change(node, index, key);
                } else {
                    changeMany(node, index, kind == 97);
                }
            }
        } catch (Throwable e) {
            left.set(0);
            throw new AssertionError(e.getMessage(), e);
        }
        return null;
    }

    private void read(ServerNode node, int index, int key, int kind) throws Throwable {
        long own = database.ownFloor(key, index);
        long all = database.isDoubtful(key) ? 0 : database.floor(key, index == REMOTE ? 0 : NEAR_BOUND);
        long failures = node.failures.get();
        boolean rolledBack = kind == 0;
        boolean fails = kind == 1 || kind == 2;
        Versioned value;
        try {
            value = rolledBack
                    ? node.readWithin(entries[key], () -> database.load(key, false), false)
                    : kind == 3
                            ? node.readWithin(entries[key], () -> database.load(key, true), true)
                            : node.read(entries[key], () -> load(key, fails));
        } catch (LoadFailure failure) {
            // its own, or that of a load that it has waited for
            assertThat(failure.key).isEqualTo(key);
            return;
        }
        if (node.failures.get() != failures) {
            // without the store a node cannot know of changes by others while a load is in flight that it joins
            all = 0;
        }
        assertThat(value.key()).isEqualTo(key);
        assertThat(value.isCommitted() || rolledBack)
                .as("%s was rolled back", value)
                .isTrue();
        assertThat(value.version())
                .as("%s on node %s, which has changed it to %s", value, index, own)
                .isGreaterThanOrEqualTo(own)
                .as("%s on node %s, after a change to %s has returned", value, index, all)
                .isGreaterThanOrEqualTo(all)
                .as("%s was never made", value)
                .isLessThanOrEqualTo(database.version(key));
    }

    private Versioned load(int key, boolean fails) throws Exception {
        Versioned value = database.load(key, true);
        if (fails) {
            throw new LoadFailure(key);
        }
        return value;
    }

    private static final class LoadFailure extends Exception {
        private static final long serialVersionUID = 1L;
        private final int key;

        LoadFailure(int key) {
            super("load of key " + key);
            this.key = key;
        }
    }

    private void change(ServerNode node, int index, int key) {
        database.lock(key);
        try {
            long version = database.newVersion(key);
            boolean puts = database.isPut(key) && version % 2 == 0;
            boolean isMade =
                    puts ? node.put(entries[key], new Versioned(key, version, true)) : node.invalidate(entries[key]);
            if (puts && !isMade) {
                database.doubt(key);
            }
            database.changed(key, version, index, isMade);
        } finally {
            database.unlock(key);
        }
    }

    private void changeMany(ServerNode node, int index, boolean clears) {
        int step = clears ? 1 : 2;
        int first = ThreadLocalRandom.current().nextInt(step);
        long[] made = new long[KEYS];
        for (int key = first; key < KEYS; key += step) {
            database.lock(key);
            made[key] = database.newVersion(key);
        }
        try {
            boolean isMade = clears ? node.clear(cacheName) : node.invalidateTag(cacheName, Versioned.tagOf(first));
            for (int key = first; key < KEYS; key += step) {
                database.changed(key, made[key], index, isMade);
            }
        } finally {
            for (int key = first; key < KEYS; key += step) {
                database.unlock(key);
            }
        }
    }

    private int disturb(List<String> servers) throws InterruptedException {
        List<Operator> operators = servers.stream().map(Operator::new).toList();
        int faults = 0;
        int next = left.get() - BETWEEN_FAULTS;
        try {
            while (!over.get()) {
                Thread.sleep(5);
                if (left.get() > next) {
                    continue;
                }
                next = left.get() - BETWEEN_FAULTS;
                Operator operator = operators.get(ThreadLocalRandom.current().nextInt(operators.size()));
                switch (faults++ % 8) {
                    case 0, 4 ->
                        operator.redis()
                                .clientKill(KillArgs.Builder.typeNormal().skipme());
                    case 1, 5 -> operator.redis().scriptFlush();
                    case 2 -> operator.redis().flushall();
                    case 3 -> operator.redis().clientKill(KillArgs.Builder.typePubsub());
                    case 6 -> operator.redis().clientPause(700);
                    default -> deleteSome(operator);
                }
            }
        } finally {
            operators.forEach(Operator::close);
        }
        return faults;
    }

    /** Values, leases, generations or what is remembered of tags. */
    private static void deleteSome(Operator operator) {
        String[] keys = operator.redis().keys("*").stream().limit(3).toArray(String[]::new);
        for (String key : keys) {
            Long unused = operator.redis().del(key);
        }
    }

    private void allNodesAgree(List<ServerNode> nodes) {
        for (int i = 0; i < KEYS; i++) {
            int key = i;
            long version = database.newVersion(key);
            await().atMost(Duration.ofSeconds(20)).until(() -> nodes.get(REMOTE).invalidate(entries[key]));
            for (ServerNode node : nodes) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> read(node, key).version() == version);
            }
        }
    }
}
