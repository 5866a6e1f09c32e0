package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One of several nodes that race for permits, each in a JVM of its own. */
final class AdmissionNode {
    static final int THREADS = 64;
    static final int ATTEMPTS = 40;

    private AdmissionNode() {}

    /** Stores the number of admitted requests under {@code admitted:<subject>}, where the other node reads it. */
    public static void main(String[] args) throws Exception {
        try (Store store = RedisStore.connect(Faults.options(args[0], Duration.ofSeconds(20)), Telemetry.NONE)) {
            for (int round = 0; round < Integer.parseInt(args[1]); round++) {
                String subject = "round" + round;
                meet(store, subject, 2);
                long admitted = admitted(store, subject, List.of(Requests.of("p", 1_000, MINUTE, 1)));
                done(store.keyValues()
                        .set("admitted:" + subject, String.valueOf(admitted).getBytes(StandardCharsets.UTF_8), MINUTE));
            }
        }
    }

    /** Waits until all nodes are ready. */
    static void meet(Store store, String place, long nodes) {
        // the way to one of several masters may open late on a busy machine
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> done(store.keyValues().increment("meet:" + place, 1, MINUTE)) > 0);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> done(store.keyValues().increment("meet:" + place, 0, MINUTE)) >= nodes);
    }

    /** How many of {@link #THREADS} × {@link #ATTEMPTS} requests all policies have admitted. */
    static long admitted(Store store, String subject, List<Request> policies) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Long>> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                threads.add(pool.submit(() -> {
                    long mine = 0;
                    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                        List<Decision> decisions = done(store.rateLimits().tryAcquire(subject, policies));
                        mine += decisions.stream().allMatch(Decision::admitted) ? 1 : 0;
                    }
                    return mine;
                }));
            }
            long all = 0;
            for (Future<Long> thread : threads) {
                all += thread.get(60, TimeUnit.SECONDS);
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }
}
