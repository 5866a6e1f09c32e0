package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One of several nodes whose threads all ask for permits of one key, without a pause. */
final class FireNode {
    /** The algorithms under test, with limits that are used up in each window. */
    enum Kind {
        FIXED_WINDOW(new Algorithm.FixedWindow(150, Duration.ofMillis(250))),
        CALENDAR_WINDOW(new Algorithm.CalendarWindow(150, Duration.ofMillis(250), ZoneOffset.UTC)),
        SLIDING_WINDOW(new Algorithm.SlidingWindow(200, Duration.ofMillis(500))),
        TOKEN_BUCKET(new Algorithm.TokenBucket(500, Duration.ofSeconds(1), 70)),
        CONCURRENCY(new Algorithm.Concurrency(10, MINUTE));

        @SuppressWarnings("ImmutableEnumChecker") // a record
        final Algorithm algorithm;

        Kind(Algorithm algorithm) {
            this.algorithm = algorithm;
        }
    }

    /**
     * An admitted request. The server runs on the same machine, so that its clock shows a time between the first two
     * when it decides.
     *
     * @param before ms since 1970 when the request was sent
     * @param after ms since 1970 when the decision was there
     * @param count the permits in use after the decision; for concurrency the calls that run by a count of their own
     * @param reset the ms until nothing is counted
     */
    record Admission(Kind kind, long before, long after, long count, long reset) {
        static Admission parse(String line) {
            String[] words = line.split(" ", -1);
            return new Admission(
                    Kind.valueOf(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]));
        }

        String line() {
            return kind + " " + before + " " + after + " " + count + " " + reset;
        }
    }

    private FireNode() {}

    /** Takes the URL, the shape, the number of nodes and of threads, ms for each algorithm, and the file to write. */
    public static void main(String[] args) throws Exception {
        RedisSettings.Shape shape = RedisSettings.Shape.valueOf(args[1]);
        int threads = Integer.parseInt(args[3]);
        Duration time = Duration.ofMillis(Long.parseLong(args[4]));
        List<String> lines = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Store store = RedisStore.connect(Faults.options(args[0], shape, Duration.ofSeconds(20)), Telemetry.NONE)) {
            for (Kind kind : Kind.values()) {
                AdmissionNode.meet(store, kind.name(), Long.parseLong(args[2]));
                long end = System.nanoTime() + time.toNanos();
                List<Future<List<Admission>>> running = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    running.add(pool.submit(() -> admissions(store, kind, end)));
                }
                for (Future<List<Admission>> thread : running) {
                    thread.get(time.toSeconds() + 60, TimeUnit.SECONDS).forEach(each -> lines.add(each.line()));
                }
            }
        } finally {
            pool.shutdownNow();
        }
        Files.write(Path.of(args[5]), lines);
    }

    private static List<Admission> admissions(Store store, Kind kind, long end) {
        List<Request> requests = List.of(new Request("p", kind.algorithm, 1, OnStoreFailure.CLOSED));
        List<Admission> admissions = new ArrayList<>();
        while (System.nanoTime() < end) {
            long before = System.currentTimeMillis();
            Decision decision =
                    done(store.rateLimits().tryAcquire(kind.name(), requests)).get(0);
            long after = System.currentTimeMillis();
            if (decision.admitted()) {
                long count = decision.count();
                if (kind == Kind.CONCURRENCY) {
                    // counted after the permit was taken and before it is given back: never more than there are permits
                    count = done(store.keyValues().increment("running", 1, MINUTE));
                    done(store.keyValues().increment("running", -1, MINUTE));
                    done(store.rateLimits().giveBack(decision.receipt()));
                }
                admissions.add(new Admission(
                        kind, before, after, count, decision.reset().toMillis()));
            }
        }
        return admissions;
    }
}
