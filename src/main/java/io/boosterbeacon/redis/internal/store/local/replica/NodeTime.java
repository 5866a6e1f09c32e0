package io.boosterbeacon.redis.internal.store.local.replica;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of this node. Either of the two may stand still while a machine is suspended.
 *
 * @param clock tells the time of day
 * @param ticker a clock like {@link System#nanoTime}
 */
record NodeTime(InstantSource clock, LongSupplier ticker) {
    long nanos() {
        return ticker.getAsLong();
    }

    long millis() {
        return clock.millis();
    }
}
