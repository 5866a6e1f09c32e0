package io.boosterbeacon.it.client;

import io.boosterbeacon.it.redis.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** Clients that send requests all the time while Redis is frozen. */
public final class LoadDuringOutage {
    /** A deadline, and one second. */
    public static final Duration BOUND = Duration.ofMillis(1_500);

    private static final System.Logger LOG = System.getLogger(LoadDuringOutage.class.getName());
    private static final int CLIENTS = 16;
    private static final int OUTAGE_SECONDS = 4;

    private LoadDuringOutage() {}

    /** The duration of the longest request that was in flight when Redis froze, or began while it was frozen. */
    public static Duration longestOfFrozen(List<Callable<Answer>> requests) {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicBoolean over = new AtomicBoolean();
        try {
            List<Future<List<Sample>>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int first = i;
                running.add(clients.submit(() -> ask(requests, first, over)));
            }
            pause(2);
            long[] frozen = new long[2];
            SharedRedis.frozen(() -> {
                frozen[0] = System.nanoTime();
                pause(OUTAGE_SECONDS);
                frozen[1] = System.nanoTime();
            });
            over.set(true);
            List<Long> millis = new ArrayList<>();
            for (Future<List<Sample>> client : running) {
                for (Sample sample : client.get(1, TimeUnit.MINUTES)) {
                    if (sample.ended() - frozen[0] > 0 && frozen[1] - sample.began() > 0) {
                        millis.add(TimeUnit.NANOSECONDS.toMillis(sample.ended() - sample.began()));
                    }
                }
            }
            Collections.sort(millis);
            LOG.log(
                    System.Logger.Level.INFO,
                    "Redis frozen for {0} s under {1} clients: {2} requests, median {3} ms, p99 {4} ms, longest {5} ms",
                    OUTAGE_SECONDS,
                    CLIENTS,
                    millis.size(),
                    millis.get(millis.size() / 2),
                    millis.get((int) (millis.size() * 0.99)),
                    millis.get(millis.size() - 1));
            return Duration.ofMillis(millis.get(millis.size() - 1));
        } catch (Exception e) {
            throw new AssertionError("a client failed", e);
        } finally {
            over.set(true);
            clients.shutdownNow();
        }
    }

    private static void pause(int seconds) {
        Awaitility.await().pollDelay(Duration.ofSeconds(seconds)).until(() -> true);
    }

    private static List<Sample> ask(List<Callable<Answer>> requests, int first, AtomicBoolean over) throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (int i = first; !over.get(); i++) {
            long began = System.nanoTime();
            Answer answer = requests.get(i % requests.size()).call();
            if (answer.status() == 500) {
                throw new AssertionError(answer.body());
            }
            samples.add(new Sample(began, System.nanoTime()));
        }
        return samples;
    }

    private record Sample(long began, long ended) {}
}
