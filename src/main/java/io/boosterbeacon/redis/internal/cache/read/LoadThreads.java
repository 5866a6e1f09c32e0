package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import java.util.function.LongSupplier;

/**
 * Threads and clocks of loads.
 *
 * @param timers for deadlines
 * @param background runs loads that callers do not wait for, or not to their end
 * @param nanos a clock like {@link System#nanoTime}
 */
public record LoadThreads(Scheduler timers, LoadExecutor background, LongSupplier nanos) {}
