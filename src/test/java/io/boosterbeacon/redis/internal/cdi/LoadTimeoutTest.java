package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads on the threads of the library. */
class LoadTimeoutTest {
    /** More than there are threads for loads, and more than may wait for one. */
    private static final int CALLERS = 90;

    private final Application application = new Application(Hanging.class);
    private final Hanging hanging = application.bean(Hanging.class);

    /** Uses a service that hangs. */
    @ApplicationScoped
    static class Hanging {
        private final CountDownLatch mended = new CountDownLatch(1);

        @Inject
        Hanging self;

        @Cached(hardLoadTimeout = 300)
        public String read(String id) throws InterruptedException {
            return mended.await(30, TimeUnit.SECONDS) ? id : "still hanging";
        }

        @Cached(hardLoadTimeout = 20_000)
        public String nested(int depth) {
            return depth == 0 ? "the end" : self.nested(depth - 1);
        }

        public void mend() {
            mended.countDown();
        }
    }

    @AfterEach
    void close() {
        hanging.mend();
        application.close();
    }

    private String read(String id) throws InterruptedException {
        try {
            return hanging.read(id);
        } catch (CacheLoadTimeoutException e) {
            return "timed out";
        }
    }

    /** More than there are threads for loads. */
    @Test
    void loadsWithinLoads_doNotWaitForEachOther() {
        assertThat(hanging.nested(40)).isEqualTo("the end");
    }

    @Test
    void hangingLoads_holdNoCallers_alsoIfThereAreMoreThanMayRun() throws Exception {
        List<FutureTask<String>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            String id = "id " + i;
            FutureTask<String> caller = new FutureTask<>(() -> read(id));
            callers.add(caller);
            Thread thread = new Thread(caller, "caller");
            thread.setDaemon(true);
            thread.start();
        }
        for (FutureTask<String> caller : callers) {
            assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("timed out");
        }
        hanging.mend();

        await().untilAsserted(() -> assertThat(read("id " + (CALLERS - 1))).isEqualTo("id " + (CALLERS - 1)));
    }
}
