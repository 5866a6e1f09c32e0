package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Notices the end of futures that do not tell it themselves, by asking them again and again: at the latest after a tenth
 * of the time that they have taken, and after a quarter of a second. Thread-safe.
 */
final class PendingFutures {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(250);
    private static final int SHARE = 10;

    private final Scheduler scheduler;

    PendingFutures(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Calls the listener once the future is done, or at once if the application ends. */
    void whenDone(Future<?> future, Listener listener) {
        whenDone(future, listener, Duration.ZERO);
    }

    private void whenDone(Future<?> future, Listener listener, Duration asked) {
        if (scheduler.isClosed() || isDone(future)) {
            listener.ended(hasSucceeded(future));
            return;
        }
        Duration pause = asked.dividedBy(SHARE);
        if (pause.compareTo(SHORTEST) < 0) {
            pause = SHORTEST;
        } else if (pause.compareTo(LONGEST) > 0) {
            pause = LONGEST;
        }
        Duration next = asked.plus(pause);
        Future<?> unused = scheduler.once(pause, () -> whenDone(future, listener, next));
    }

    /** Whether the future is done, or broken. */
    private static boolean isDone(Future<?> future) {
        try {
            return isValue(future) || future.isDone();
        } catch (RuntimeException e) {
            return true;
        }
    }

    private static boolean hasSucceeded(Future<?> future) {
        try {
            if (!isValue(future) && !future.isDone()) {
                return false;
            }
            future.get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | RuntimeException e) {
            // failed, cancelled or broken
            return false;
        }
    }

    /**
     * Whether the future is what an asynchronous method of an enterprise bean returns to its container: a value, which
     * cannot be asked whether it is done. The class may be missing.
     */
    private static boolean isValue(Future<?> future) {
        return future.getClass().getName().equals("jakarta.ejb.AsyncResult");
    }

    /** Is told how a future has ended. */
    interface Listener {
        void ended(boolean success);
    }
}
