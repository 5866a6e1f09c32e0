package io.boosterbeacon.redis.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Latencies of calls that arrive at a fixed rate, whether or not earlier ones have been answered. The latency of a call
 * begins when it was due, not when a thread got to it: no coordinated omission. The JVM's threads awake some 50 µs
 * late, which is part of every contender's latencies.
 */
final class OpenLoop {
    private static final int THREADS = 64;
    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);

    private OpenLoop() {}

    /** In microseconds; the rate is that of the calls which were answered. */
    record Latency(double p50, double p99, double p999, double rate) {}

    static Latency of(Contenders contender, ServerProbe redis, long rate, Options options) throws Exception {
        redis.clear();
        String[] told = ChildJvm.run(OpenLoop.class, contender, redis.url(), rate, options.warmup(), options.time());
        return new Latency(
                Double.parseDouble(told[0]),
                Double.parseDouble(told[1]),
                Double.parseDouble(told[2]),
                Double.parseDouble(told[3]));
    }

    public static void main(String[] arguments) throws Exception {
        Contender contender = Contenders.valueOf(arguments[0]).open(arguments[1]);
        long rate = Long.parseLong(arguments[2]);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        run(threads, contender, rate, Integer.parseInt(arguments[3]));
        long begin = System.nanoTime();
        Histogram latencies = run(threads, contender, rate, Integer.parseInt(arguments[4]));
        double seconds = (System.nanoTime() - begin) / 1e9;
        // ends a server that it has started
        contender.close();
        ChildJvm.answer(
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getValueAtPercentile(99.9) / 1e3,
                latencies.getTotalCount() / seconds);
    }

    private static Histogram run(ExecutorService threads, Contender contender, long rate, int seconds)
            throws Exception {
        Histogram latencies = new ConcurrentHistogram(MAX_NANOS, 3);
        AtomicLong calls = new AtomicLong();
        long all = rate * seconds;
        long begin = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            running.add(threads.submit(() -> {
                for (long call = calls.getAndIncrement(); call < all; call = calls.getAndIncrement()) {
                    long due = begin + (long) (call * 1e9 / rate);
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    contender.call((int) (call % Contender.SUBJECTS));
                    latencies.recordValue(Math.min(System.nanoTime() - due, MAX_NANOS));
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        return latencies;
    }
}
