package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.PermitLeases;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A node that takes permits in advance, and uses some of them until its JVM is killed. */
final class LeaseHolder {
    static final String SUBJECT = "held";
    static final long LIMIT = 20_000;

    /** The algorithms, with windows that do not end during a test. */
    enum Kind {
        FIXED_WINDOW(new Algorithm.FixedWindow(LIMIT, Duration.ofHours(1))),
        CALENDAR_WINDOW(new Algorithm.CalendarWindow(LIMIT, Duration.ofDays(100), ZoneOffset.UTC)),
        SLIDING_WINDOW(new Algorithm.SlidingWindow(LIMIT, Duration.ofDays(100))),
        TOKEN_BUCKET(new Algorithm.TokenBucket(1, Duration.ofHours(1), LIMIT));

        @SuppressWarnings("ImmutableEnumChecker") // a record
        final Algorithm algorithm;

        Kind(Algorithm algorithm) {
            this.algorithm = algorithm;
        }

        List<Request> requests() {
            return List.of(new Request("p", algorithm, 1, OnStoreFailure.CLOSED, true));
        }
    }

    private LeaseHolder() {}

    /** Takes the URL, the algorithm, and a file for the number of permits that it has used, which outlives the JVM. */
    public static void main(String[] args) throws Exception {
        ByteBuffer used = count(Path.of(args[2]));
        List<Request> requests = Kind.valueOf(args[1]).requests();
        try (Scheduler timers = new Scheduler();
                Store store = RedisStore.connect(Faults.options(args[0], Duration.ofSeconds(20)), Telemetry.NONE);
                PermitLeases node = new PermitLeases(
                        new KnownDenials(store.rateLimits(), System::nanoTime), timers, System::nanoTime)) {
            Faults.untilConnected(store);
            // half of the limit at most, so that the rest is left for another node
            for (long count = 1; count <= LIMIT / 2; count++) {
                if (!done(node.tryAcquire(SUBJECT, requests)).get(0).admitted()) {
                    throw new IllegalStateException("denied after " + (count - 1));
                }
                used.putLong(0, count);
                LockSupport.parkNanos(20_000);
            }
        }
    }

    /** The file in memory: what a JVM has written into it is there for others, however the JVM ends. */
    static ByteBuffer count(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }
}
