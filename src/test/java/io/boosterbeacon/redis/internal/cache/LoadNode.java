package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One of several nodes, each in a JVM of its own, whose callers all ask for the same cold key at the same moment. The
 * times that it records are comparable between JVMs: the clock of {@link System#nanoTime} runs since the start of the
 * machine.
 */
final class LoadNode {
    static final String FAILURE = "no price today";
    private static final Duration LOAD = Duration.ofMillis(300);
    /** So long that all callers wait when it fails, also where they share two processors: later ones call it again. */
    private static final Duration FAILING_LOAD = Duration.ofSeconds(2);

    /** What a load does. */
    enum Mode {
        RETURN,
        FAIL,
        /** The first load never ends. */
        HANG
    }

    /**
     * Something that has happened.
     *
     * @param what {@code load} for the begin of a load, {@code loaded} for its end, {@code degraded} if Redis did not
     *     answer in time, and the result for a caller
     */
    record Event(int node, int round, String what, long nanos) {
        static Event parse(String line) {
            String[] words = line.split(",", -1);
            return new Event(
                    Integer.parseInt(words[0]), Integer.parseInt(words[1]), words[2], Long.parseLong(words[3]));
        }

        String line() {
            return node + "," + round + "," + what + "," + nanos;
        }
    }

    private final CacheRig rig;
    private final Path folder;
    private final int number;
    private final Mode mode;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    private LoadNode(CacheRig rig, Path folder, int number, Mode mode) {
        this.rig = rig;
        this.folder = folder;
        this.number = number;
        this.mode = mode;
    }

    /** The settings of an application, but for deadlines that a machine with too many threads meets. */
    static CacheSettings settings() {
        Duration lease = Settings.read(name -> Optional.empty(), problem -> {
                    throw problem;
                })
                .cache()
                .lease();
        return new CacheSettings(
                true,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                lease,
                Duration.ofSeconds(30),
                CacheValueSettings.DEFAULTS);
    }

    /**
     * Takes the URL, the folder to write to, the number of this node and of all, the callers, the rounds and the mode.
     */
    public static void main(String[] args) throws Exception {
        int number = Integer.parseInt(args[2]);
        try (Store store = TestStores.connect(args[0]);
                CacheRig rig = new CacheRig(store, Shop.class, settings())) {
            LoadNode node = new LoadNode(rig, Path.of(args[1]), number, Mode.valueOf(args[6]));
            node.warmUp();
            node.warmUpWaiting(args[0]);
            for (int round = 0; round < Integer.parseInt(args[5]); round++) {
                node.run(round, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            }
            Files.write(
                    Path.of(args[1], "node" + number),
                    node.events.stream().map(Event::line).toList());
        }
    }

    /** The first calls of a JVM are too slow for what is measured. */
    private void warmUp() throws Exception {
        for (int i = 0; i < 500; i++) {
            String key = "warm-up " + number + " " + i % 100;
            Object unused = rig.read("price", () -> key, key);
        }
    }

    /** The same for callers that wait for the load of another node. */
    private void warmUpWaiting(String url) throws Exception {
        try (Store store = TestStores.connect(url);
                CacheRig other = new CacheRig(store, Shop.class, settings())) {
            for (int i = 0; i < 2_000; i++) {
                String key = "warm-up " + number + " waits " + i;
                CountDownLatch loading = new CountDownLatch(1);
                Future<@Nullable Object> load = other.start(() -> other.read(
                        "price",
                        () -> {
                            loading.countDown();
                            TimeUnit.MILLISECONDS.sleep(1);
                            return key;
                        },
                        key));
                loading.await();
                Object unused = rig.read("price", () -> key, key);
                unused = load.get(20, TimeUnit.SECONDS);
            }
        }
    }

    private void run(int round, int nodes, int callers) throws Exception {
        rig.events.clear();
        CyclicBarrier all = new CyclicBarrier(callers, () -> meet(mode + "round" + round, nodes));
        List<Future<@Nullable Void>> calls = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            calls.add(rig.start(() -> {
                all.await(180, TimeUnit.SECONDS);
                String result = call(mode.name() + round, round);
                events.add(new Event(number, round, result, System.nanoTime()));
                return null;
            }));
        }
        for (Future<@Nullable Void> call : calls) {
            call.get(240, TimeUnit.SECONDS);
        }
        if (!rig.events.isEmpty()) {
            events.add(new Event(number, round, "degraded", System.nanoTime()));
        }
    }

    private String call(String key, int round) {
        try {
            return String.valueOf(rig.read("price", () -> load(key, round), key));
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String load(String key, int round) throws Exception {
        events.add(new Event(number, round, "load", System.nanoTime()));
        if (mode == Mode.HANG && rig.service().increment("loads:" + key, 1) == 1) {
            Files.createFile(folder.resolve("leader" + number));
            TimeUnit.MINUTES.sleep(10);
        }
        TimeUnit.NANOSECONDS.sleep((mode == Mode.FAIL ? FAILING_LOAD : LOAD).toNanos());
        if (mode == Mode.FAIL) {
            throw new IOException(FAILURE);
        }
        events.add(new Event(number, round, "loaded", System.nanoTime()));
        return "value";
    }

    /** Waits until all nodes are ready. */
    private void meet(String place, int nodes) {
        long unused = rig.service().increment("meet:" + place, 1);
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> rig.service().increment("meet:" + place, 0) >= nodes);
    }
}
