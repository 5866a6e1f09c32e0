package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.PermitLeases;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** One of several nodes whose threads all ask for permits of one key, without a pause. */
final class FireNode {
    /** The algorithms under test, with limits that are used up in each window. Permits are taken in advance of the last. */
    enum Kind {
        FIXED_WINDOW(new Algorithm.FixedWindow(150, Duration.ofMillis(250))),
        CALENDAR_WINDOW(new Algorithm.CalendarWindow(150, Duration.ofMillis(250), ZoneOffset.UTC)),
        SLIDING_WINDOW(new Algorithm.SlidingWindow(200, Duration.ofMillis(500))),
        TOKEN_BUCKET(new Algorithm.TokenBucket(500, Duration.ofSeconds(1), 70)),
        CONCURRENCY(new Algorithm.Concurrency(10, MINUTE)),
        LEASED_FIXED_WINDOW(new Algorithm.FixedWindow(1_000, Duration.ofMillis(250))),
        LEASED_CALENDAR_WINDOW(new Algorithm.CalendarWindow(1_000, Duration.ofMillis(250), ZoneOffset.UTC)),
        LEASED_SLIDING_WINDOW(new Algorithm.SlidingWindow(2_000, Duration.ofMillis(500))),
        LEASED_TOKEN_BUCKET(new Algorithm.TokenBucket(4_000, Duration.ofSeconds(1), 1_000));

        @SuppressWarnings("ImmutableEnumChecker") // a record
        final Algorithm algorithm;

        Kind(Algorithm algorithm) {
            this.algorithm = algorithm;
        }

        boolean isLeased() {
            return name().startsWith("LEASED");
        }

        /** Those that take permits in advance, or those that do not. */
        static List<Kind> all(boolean leased) {
            return Stream.of(values()).filter(kind -> kind.isLeased() == leased).toList();
        }
    }

    /** A thread that takes permits in advance records a denial in so many ms. */
    private static final long DENIALS_MILLIS = 20;

    private static final Duration WARM_UP = Duration.ofMillis(1_500);

    /**
     * An admitted request, or a denied one. The server runs on the same machine, so that its clock shows a time between the first two
     * when it decides.
     *
     * @param before ms since 1970 when the request was sent
     * @param after ms since 1970 when the decision was there
     * @param count the permits in use after the decision; for concurrency the calls that run by a count of their own;
     *     {@link #DENIED} if the request was denied
     * @param reset the ms until nothing is counted
     */
    record Admission(Kind kind, long before, long after, long count, long reset) {
        static final long DENIED = 0;

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

    private final Store store;
    private final RateLimitStore limits;
    private final boolean leased;

    private FireNode(Store store, RateLimitStore limits, boolean leased) {
        this.store = store;
        this.limits = limits;
        this.leased = leased;
    }

    /**
     * Takes the URL, the shape, the number of nodes and of threads, ms for each algorithm, the folder to write to, the
     * number of this node, whether it takes permits in advance, the ms by which its clock is wrong, and the algorithms.
     */
    public static void main(String[] args) throws Exception {
        Duration skew = Duration.ofMillis(Long.parseLong(args[8]));
        // a clock of nanoseconds may begin anywhere, and overflow
        long origin = skew.isZero() ? 0 : Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1) - System.nanoTime();
        LongSupplier nanos = () -> System.nanoTime() + origin;
        InstantSource clock = () -> Instant.now().plus(skew);
        RedisSettings settings = Faults.options(args[0], RedisSettings.Shape.valueOf(args[1]), Duration.ofSeconds(20));
        List<String> lines = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(Integer.parseInt(args[3]));
        try (Scheduler timers = new Scheduler();
                Store store = RedisStore.connect(settings, null, Telemetry.NONE, clock);
                PermitLeases leases = new PermitLeases(new KnownDenials(store.rateLimits(), nanos), timers, nanos)) {
            boolean leased = Boolean.parseBoolean(args[7]);
            FireNode node = new FireNode(store, leased ? leases : store.rateLimits(), leased);
            node.warmUp(pool, Integer.parseInt(args[3]));
            for (String name : List.of(args).subList(9, args.length)) {
                node.run(Kind.valueOf(name), pool, args).forEach(each -> lines.add(each.line()));
            }
        } finally {
            pool.shutdownNow();
        }
        Files.write(Path.of(args[5], "node" + args[6]), lines);
    }

    /** Lets the compiler do its work: the first requests of a JVM are too slow to use up a limit. */
    private void warmUp(ExecutorService pool, int threads) throws Exception {
        Faults.untilConnected(store);
        Algorithm algorithm = new Algorithm.FixedWindow(1_000_000, Duration.ofSeconds(1));
        List<Request> requests = List.of(new Request("p", algorithm, 1, OnStoreFailure.CLOSED, leased));
        long end = System.nanoTime() + WARM_UP.toNanos();
        List<Callable<Void>> work = Collections.nCopies(threads, () -> {
            while (System.nanoTime() < end) {
                done(limits.tryAcquire("warm-up", requests));
            }
            return null;
        });
        for (Future<Void> each : pool.invokeAll(work)) {
            each.get();
        }
    }

    private List<Admission> run(Kind kind, ExecutorService pool, String[] args) throws Exception {
        Duration time = Duration.ofMillis(Long.parseLong(args[4]));
        AdmissionNode.meet(store, kind.name(), Long.parseLong(args[2]));
        if (args[6].equals("0")) {
            Files.createFile(Path.of(args[5], kind.name()));
        }
        long end = System.nanoTime() + time.toNanos();
        List<Future<List<Admission>>> running = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            running.add(pool.submit(() -> admissions(kind, end)));
        }
        List<Admission> all = new ArrayList<>();
        for (Future<List<Admission>> thread : running) {
            all.addAll(thread.get(time.toSeconds() + 60, TimeUnit.SECONDS));
        }
        return all;
    }

    private List<Admission> admissions(Kind kind, long end) {
        List<Request> requests = List.of(new Request("p", kind.algorithm, 1, OnStoreFailure.CLOSED, leased));
        List<Admission> admissions = new ArrayList<>();
        long denied = 0;
        while (System.nanoTime() < end) {
            long before = System.currentTimeMillis();
            Decision decision = done(limits.tryAcquire(kind.name(), requests)).get(0);
            long after = System.currentTimeMillis();
            if (decision.admitted()) {
                long count = decision.count();
                if (kind == Kind.CONCURRENCY) {
                    // counted after the permit was taken and before it is given back: never more than there are permits
                    count = done(store.keyValues().increment("running", 1, MINUTE));
                    done(store.keyValues().increment("running", -1, MINUTE));
                    done(limits.giveBack(decision.receipt()));
                }
                admissions.add(new Admission(
                        kind, before, after, count, decision.reset().toMillis()));
            } else if (leased) {
                if (before - denied >= DENIALS_MILLIS) {
                    denied = before;
                    admissions.add(new Admission(kind, before, after, Admission.DENIED, 0));
                }
                // most denials are this node's own: a pause leaves a processor to the server
                LockSupport.parkNanos(100_000);
            }
        }
        return admissions;
    }
}
