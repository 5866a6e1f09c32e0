package io.boosterbeacon.redis.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedThreadsTest {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void finish() {
        finish.countDown();
    }

    private void run(BoundedThreads threads, String name) {
        threads.run(
                () -> {
                    events.add(name + " begins");
                    awaitFinish();
                    events.add(name + " ends");
                },
                () -> events.add(name + " is refused"));
    }

    private void awaitFinish() {
        try {
            if (!finish.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never finished");
            }
        } catch (InterruptedException e) {
            events.add("interrupted");
        }
    }

    private void awaitEvents(String... expected) {
        await().untilAsserted(() -> assertThat(events).containsExactlyInAnyOrder(expected));
    }

    @Test
    void task_beyondThreadsAndQueue_isRefused() {
        try (BoundedThreads threads = new BoundedThreads("test-bounded", 2, 1)) {
            run(threads, "first");
            run(threads, "second");
            run(threads, "third");
            awaitEvents("first begins", "second begins");

            run(threads, "fourth");

            awaitEvents("first begins", "second begins", "fourth is refused");
            finish.countDown();
            awaitEvents(
                    "first begins",
                    "second begins",
                    "fourth is refused",
                    "first ends",
                    "second ends",
                    "third begins",
                    "third ends");
        }
    }

    @Test
    void task_withoutAThread_isRefused() {
        try (BoundedThreads threads = new BoundedThreads(new PoorThreads(0), 2, 10)) {
            run(threads, "first");

            assertThat(events).containsExactly("first is refused");
        }
    }

    @Test
    void task_withoutAThreadOfItsOwn_waitsForAnother() {
        try (BoundedThreads threads = new BoundedThreads(new PoorThreads(1), 2, 1)) {
            run(threads, "first");
            run(threads, "second");
            run(threads, "third");
            awaitEvents("first begins", "third is refused");

            finish.countDown();

            awaitEvents("first begins", "third is refused", "first ends", "second begins", "second ends");
        }
    }

    @Test
    void close_interruptsWhatRuns_andRefusesWhatWaits() {
        BoundedThreads threads = new BoundedThreads("test-bounded", 1, 10);
        run(threads, "first");
        run(threads, "second");
        awaitEvents("first begins");

        threads.close();

        awaitEvents("first begins", "second is refused", "interrupted", "first ends");
        run(threads, "third");
        assertThat(events).last().isEqualTo("third is refused");
    }

    @Test
    void taskThatThrows_keepsNoOtherFromRunning() {
        try (BoundedThreads threads = new BoundedThreads(
                task -> {
                    Thread quiet = DaemonThreads.named("test-bounded").newThread(task);
                    quiet.setUncaughtExceptionHandler((failed, failure) -> {});
                    return quiet;
                },
                1,
                10)) {
            finish.countDown();
            threads.run(
                    () -> {
                        throw new IllegalStateException("of the application");
                    },
                    () -> events.add("refused"));
            run(threads, "next");

            awaitEvents("next begins", "next ends");
        }
    }
}
