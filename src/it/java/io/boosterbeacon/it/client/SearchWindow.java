package io.boosterbeacon.it.client;

import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** All tests search from one address and so share one window. */
public final class SearchWindow {
    private SearchWindow() {}

    /** Searches until a new window begins; the answer is its first. */
    public static Answer firstOfNewWindow(DemoClient demo) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(demo::search, answer -> answer.header("X-RateLimit-Remaining")
                        .equals("9"));
    }

    /** Waits for the end of the running window, without beginning the next. */
    public static void awaitEnd(DemoClient demo) {
        Instant end = Instant.parse(demo.search().header("X-RateLimit-Reset"));
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> Instant.now()
                .isAfter(end.plusMillis(50)));
    }
}
