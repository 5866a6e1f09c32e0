package io.boosterbeacon.redis.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskThreadTest {
    private final List<Integer> done = new CopyOnWriteArrayList<>();

    @Test
    void tasks_runInTheirOrder() {
        try (TaskThread thread = new TaskThread("test-tasks")) {
            IntStream.range(0, 1_000)
                    .forEach(i -> assertThat(thread.run(() -> done.add(i))).isTrue());

            await().until(() -> done.size() == 1_000);
            assertThat(done).isSorted();
        }
    }

    @Test
    void task_withoutAThread_runsBeforeTheNextThatFindsOne() {
        PoorThreads threads = new PoorThreads(0);
        try (TaskThread thread = new TaskThread(threads)) {
            assertThat(thread.run(() -> done.add(1))).isFalse();
            assertThat(thread.run(() -> done.add(2))).isFalse();
            threads.permit(1);

            assertThat(thread.run(() -> done.add(3))).isTrue();

            await().until(() -> done.size() == 3);
            assertThat(done).containsExactly(1, 2, 3);
        }
    }

    @Test
    void taskThatThrows_keepsNoOtherFromRunning() {
        try (TaskThread thread = new TaskThread(task -> {
            Thread quiet = DaemonThreads.named("test-tasks").newThread(task);
            quiet.setUncaughtExceptionHandler((failed, failure) -> {});
            return quiet;
        })) {
            thread.run(() -> {
                throw new IllegalStateException("of the application");
            });
            thread.run(() -> done.add(1));

            await().until(() -> !done.isEmpty());
        }
    }

    @Test
    void closed_runsNothing() throws InterruptedException {
        TaskThread thread = new TaskThread("test-tasks");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        thread.run(() -> {
            running.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                done.add(1);
            }
        });
        thread.run(() -> done.add(2));
        running.await();

        thread.close();

        assertThat(thread.run(() -> done.add(3))).isFalse();
        await().until(() -> !done.isEmpty());
        assertThat(done).containsExactly(1);
    }
}
