package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

/** A time that only goes on when the next event takes place, and machines that live in it. Everything follows from a seed. */
final class SimulatedWorld {
    private static final long START_MILLIS = 1_800_000_000_000L;

    private final Queue<Event> events = new PriorityQueue<>();
    private final Random random;
    private long micros;
    private long number;

    SimulatedWorld(Random random) {
        this.random = random;
    }

    private record Event(long micros, long number, BooleanSupplier isPaused, FutureTask<?> task)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(micros, other.micros);
            return order == 0 ? Long.compare(number, other.number) : order;
        }
    }

    /** The true time. */
    long micros() {
        return micros;
    }

    Future<?> after(long delayMicros, BooleanSupplier isPaused, Runnable task) {
        FutureTask<?> future = new FutureTask<>(task, null) {
            @Override
            protected void setException(Throwable thrown) {
                throw new AssertionError(thrown);
            }
        };
        events.add(new Event(micros + Math.max(0, delayMicros), number++, isPaused, future));
        return future;
    }

    /** Lets time pass. Events of paused machines wait for their end. */
    void pass(long duration) {
        long end = micros + duration;
        List<Event> waiting = new ArrayList<>();
        while (!events.isEmpty() && events.peek().micros() <= end) {
            Event next = events.remove();
            micros = Math.max(micros, next.micros());
            if (next.isPaused().getAsBoolean()) {
                waiting.add(
                        new Event(micros + 1_000 + random.nextInt(1_000), next.number(), next.isPaused(), next.task()));
                events.add(waiting.remove(0));
            } else {
                next.task().run();
            }
        }
        micros = Math.max(micros, end);
    }

    /** A machine with a clock of its own. */
    final class Machine implements Timers, InstantSource {
        private final double rate;
        private final long offsetMillis;
        private boolean paused;
        private boolean cutOff;
        private Runnable beforeReading = () -> {};

        /**
         * Creates a machine.
         *
         * @param rate how fast its clock and its ticker are
         * @param offsetMillis how far its clock is ahead
         */
        Machine(double rate, long offsetMillis) {
            this.rate = rate;
            this.offsetMillis = offsetMillis;
        }

        void pause(boolean pauses) {
            paused = pauses;
        }

        boolean isPaused() {
            return paused;
        }

        void cutOff(boolean cuts) {
            cutOff = cuts;
        }

        boolean isCutOff() {
            return cutOff;
        }

        /** Runs something before the ticker is read: threads may be paused anywhere. */
        void beforeReading(Runnable task) {
            beforeReading = task;
        }

        long nanos() {
            beforeReading.run();
            return (long) (micros * 1_000 * rate);
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis());
        }

        @Override
        public long millis() {
            return START_MILLIS + offsetMillis + (long) (micros * rate / 1_000);
        }

        @Override
        public Future<?> once(Duration delay, Runnable task) {
            return after((long) (delay.toNanos() / 1_000.0 / rate), this::isPaused, task);
        }

        @Override
        public void offload(Runnable task) {
            Future<?> unused = after(random.nextInt(500), this::isPaused, task);
        }

        @Override
        public void onClose(Runnable task) {}

        @Override
        public boolean isClosed() {
            return false;
        }
    }
}
