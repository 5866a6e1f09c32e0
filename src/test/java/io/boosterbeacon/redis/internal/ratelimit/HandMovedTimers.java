package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Timers that run their tasks on the thread of the test, when it moves the clock. */
final class HandMovedTimers implements Timers {
    private final HandMovedClock clock;
    private final Queue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::moment).thenComparingLong(Task::number));
    private final Deque<Runnable> offloaded = new ArrayDeque<>();
    private long number;

    HandMovedTimers(HandMovedClock clock) {
        this.clock = clock;
    }

    private record Task(long moment, long number, FutureTask<?> task) {}

    @Override
    public Future<?> once(Duration delay, Runnable task) {
        FutureTask<?> future = new FutureTask<>(task, null);
        tasks.add(new Task(clock.nanos() + delay.toNanos(), number++, future));
        return future;
    }

    @Override
    public void offload(Runnable task) {
        offloaded.add(task);
    }

    @Override
    public void onClose(Runnable task) {}

    @Override
    public boolean isClosed() {
        return false;
    }

    /** Runs what need not wait. */
    void run() {
        while (true) {
            Runnable next = offloaded.poll();
            Task due = tasks.peek();
            if (next != null) {
                next.run();
            } else if (due != null && due.moment() <= clock.nanos()) {
                tasks.remove();
                due.task().run();
            } else {
                return;
            }
        }
    }

    /** Moves the clock, and runs each task when its moment has come. */
    void move(Duration by) {
        long end = clock.nanos() + by.toNanos();
        run();
        for (Task next = tasks.peek(); next != null && next.moment() <= end; next = tasks.peek()) {
            tasks.remove();
            moveTo(next.moment());
            next.task().run();
            run();
        }
        moveTo(end);
    }

    /** The clock has whole milliseconds: a task may be late by less than one. */
    private void moveTo(long moment) {
        long left = moment - clock.nanos();
        if (left > 0) {
            clock.move(Duration.ofMillis((left + 999_999) / 1_000_000));
        }
    }

    /** The tasks that have not been cancelled. */
    long pending() {
        return tasks.stream().filter(task -> !task.task().isCancelled()).count() + offloaded.size();
    }
}
