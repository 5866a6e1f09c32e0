package io.boosterbeacon.redis.internal.store.redis.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pause before an attempt to connect: doubles from 50 ms up to 1 s, of which a random half is taken away, so that the
 * nodes of a cluster do not come back in step. The cap is what a recovered server waits for its clients.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 50;
    private static final long CAP_MILLIS = 1_000;
    private static final int DOUBLINGS_TO_CAP = 5;

    /** @param attempt the number of attempts made already */
    Duration createDelay(long attempt) {
        long doublings = Math.min(Math.max(attempt - 1, 0), DOUBLINGS_TO_CAP);
        long full = Math.min(FIRST_MILLIS << doublings, CAP_MILLIS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
    }
}
