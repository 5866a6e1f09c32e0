package io.boosterbeacon.it.client;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what usually has happened already, or happens within milliseconds. */
public final class Polling {
    private Polling() {}

    /** Asks at once, and then every 10 ms. Awaitility by itself begins to ask after 100 ms. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }
}
