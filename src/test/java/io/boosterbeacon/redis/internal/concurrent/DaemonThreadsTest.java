package io.boosterbeacon.redis.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.testing.OtherThread;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers find an application by the class loader of the thread. */
class DaemonThreadsTest {
    private final Scheduler scheduler = new Scheduler("test-loaders");
    private final TaskThread tasks = new TaskThread("test-loader-tasks");
    private final CompletableFuture<ClassLoader> seen = new CompletableFuture<>();

    @AfterEach
    void close() {
        scheduler.close();
        tasks.close();
    }

    private void look() {
        seen.complete(Thread.currentThread().getContextClassLoader());
    }

    private void assertOfApplication() {
        assertThat(seen)
                .succeedsWithin(Duration.ofSeconds(30))
                .isSameAs(Thread.currentThread().getContextClassLoader());
    }

    @Test
    void timer_startedByAThreadOfTheJvm_belongsToTheApplication() {
        OtherThread.ofTheJvm(() -> {
            Future<?> unused = scheduler.once(Duration.ZERO, this::look);
        });
        assertOfApplication();
    }

    @Test
    void callbacks_startedByAThreadOfTheJvm_belongToTheApplication() {
        OtherThread.ofTheJvm(() -> scheduler.offload(this::look));
        assertOfApplication();
    }

    @Test
    void tasks_startedByAThreadOfTheJvm_belongToTheApplication() {
        OtherThread.ofTheJvm(() -> tasks.run(this::look));
        assertOfApplication();
    }
}
