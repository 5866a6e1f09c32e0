package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Threads and clocks of loads.
 *
 * @param timers for deadlines
 * @param background runs loads that nobody waits for; called on the thread of a caller, whose context it may keep
 * @param nanos a clock like {@link System#nanoTime}
 */
public record LoadThreads(Scheduler timers, Executor background, LongSupplier nanos) {}
