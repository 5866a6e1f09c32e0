package io.boosterbeacon.it.client;

import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** The rate-limit window of the search, which all tests share, since they search from one address. */
public final class SearchWindow {
    private SearchWindow() {}

    /** Searches until a new window begins, and returns its first answer. */
    public static Answer firstOfNewWindow(DemoClient demo) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(demo::search, answer -> answer.header("X-RateLimit-Remaining")
                        .equals("9"));
    }

    /** Waits until the current window ends, without beginning the next one. */
    public static void awaitEnd(DemoClient demo) {
        Instant end = Instant.parse(demo.search().header("X-RateLimit-Reset"));
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> Instant.now()
                .isAfter(end.plusMillis(50)));
    }
}
