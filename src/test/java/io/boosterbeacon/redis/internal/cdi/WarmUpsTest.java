package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.CacheWarmUp;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that fill caches at the start of an application. */
class WarmUpsTest {
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();
    private static final AtomicInteger INTERRUPTED = new AtomicInteger();
    private static final AtomicInteger DESTROYED = new AtomicInteger();

    @BeforeEach
    void reset() {
        List.of(CALLS, RUNNING, MOST, INTERRUPTED, DESTROYED).forEach(counter -> counter.set(0));
    }

    @RequestScoped
    static class Request {
        public int number() {
            return 7;
        }
    }

    @ApplicationScoped
    static class Filling {
        @Inject
        @CacheName("filled")
        Cache<Integer> filled;

        @Inject
        Request request;

        @CacheWarmUp
        public void fill() {
            filled.put("a", request.number());
        }

        @Cached
        public String text(String id) {
            return id + CALLS.incrementAndGet();
        }

        public Cache<Integer> filled() {
            return filled;
        }
    }

    @Dependent
    static class FillingByAMethod {
        @Inject
        Filling filling;

        @CacheWarmUp
        public CompletionStage<String> fill() {
            return CompletableFuture.completedFuture(filling.text("b"));
        }

        @CacheWarmUp
        public void fail() {
            throw new IllegalStateException("no data");
        }

        @PreDestroy
        void destroy() {
            DESTROYED.incrementAndGet();
        }
    }

    interface Fillable {
        @CacheWarmUp
        void implemented();

        @CacheWarmUp
        default void inheritedDefault() {
            CALLED.add("default");
        }
    }

    abstract static class Fills<T> {
        @CacheWarmUp
        public T overridden() {
            throw new AssertionError("overridden");
        }

        @CacheWarmUp
        public void inherited() {
            CALLED.add("inherited");
        }

        @CacheWarmUp
        public void both() {
            throw new AssertionError("overridden");
        }
    }

    @ApplicationScoped
    static class FillsByInheritance extends Fills<String> implements Fillable {
        @Override
        public void implemented() {
            CALLED.add("implemented");
        }

        @Override
        public String overridden() {
            CALLED.add("overridden");
            return "";
        }

        @Override
        @CacheWarmUp(timeout = 5)
        public void both() {
            CALLED.add("both");
        }
    }

    private static final Queue<String> CALLED = new ConcurrentLinkedQueue<>();

    @Test
    @SuppressWarnings("try") // it calls the methods by itself
    void annotations_applyToMethodsThatOverrideOrImplementTheirs() {
        CALLED.clear();
        try (Application filled = new Application(FillsByInheritance.class)) {
            await().until(() -> CALLED.size() >= 5);
            assertThat(CALLED).containsExactlyInAnyOrder("default", "inherited", "implemented", "overridden", "both");
        }
    }

    @Test
    void methods_areCalledAfterTheStart_eachInARequest() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(Filling.class, FillingByAMethod.class, Request.class)) {
            Filling filling = application.bean(Filling.class);

            await().untilAsserted(() -> {
                assertThat(filling.filled().get("a")).contains(7);
                assertThat(CALLS).hasValue(1);
                assertThat(DESTROYED).hasValue(2);
                assertThat(log.all())
                        .contains("@CacheWarmUp on " + FillingByAMethod.class.getName() + ".fail() has failed");
            });
            assertThat(filling.text("b")).isEqualTo("b1");
        }
    }

    @Test
    void methods_whereCachesAreOff_areNotCalled() throws Exception {
        Map<String, String> off = Map.of("beacon.cache.enabled", "false");
        try (Application application = new Application(off, Blocking.class)) {
            assertThat(application.bean(Blocking.class)).isNotNull();
            TimeUnit.MILLISECONDS.sleep(200);
        }

        assertThat(MOST).hasValue(0);
    }

    private static void block() throws InterruptedException {
        MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            INTERRUPTED.incrementAndGet();
            throw e;
        } finally {
            RUNNING.decrementAndGet();
        }
    }

    @ApplicationScoped
    static class Blocking {
        @CacheWarmUp
        public void one() throws InterruptedException {
            block();
        }

        @CacheWarmUp
        public void two() throws InterruptedException {
            block();
        }

        @CacheWarmUp
        public void three() throws InterruptedException {
            block();
        }

        @CacheWarmUp
        public void four() throws InterruptedException {
            block();
        }

        @CacheWarmUp
        public void five() throws InterruptedException {
            block();
        }
    }

    @Test
    void endOfTheApplication_interruptsAtMostFourAndCallsNoMore() {
        try (Application application = new Application(Blocking.class)) {
            assertThat(application.bean(Blocking.class)).isNotNull();
            await().until(() -> RUNNING.get() == 4);
        }

        await().until(() -> INTERRUPTED.get() == 4 && RUNNING.get() == 0);
        assertThat(MOST).hasValue(4);
    }

    /** The managed executor of a server goes on, unlike the threads of the library. */
    @Test
    void endOfTheApplication_interruptsMethodsOnThreadsOfTheServer() throws Exception {
        Map<String, String> off = Map.of("beacon.cache.enabled", "false");
        try (Application application = new Application(off, Blocking.class)) {
            BeanManager beans = application.bean(BeanManager.class);
            Bean<?> bean = beans.resolve(beans.getBeans(Blocking.class));
            Scheduler timers = new Scheduler("warm-ups-test");
            List<WarmUpMethod> methods = new ArrayList<>();
            for (String name : List.of("one", "two")) {
                Method method = Blocking.class.getMethod(name);
                methods.add(WarmUpMethod.of(bean, method, method.getAnnotation(CacheWarmUp.class)));
            }
            new WarmUps(beans, timers).start(methods, task -> new Thread(task).start());
            await().until(() -> RUNNING.get() == 2);

            timers.close();

            await().until(() -> INTERRUPTED.get() == 2 && RUNNING.get() == 0);
        }
    }

    @ApplicationScoped
    static class Slow {
        @CacheWarmUp(timeout = 100, timeoutUnit = ChronoUnit.MILLIS)
        public void slow() throws InterruptedException {
            block();
        }

        @CacheWarmUp(timeout = 100, timeoutUnit = ChronoUnit.MILLIS)
        public CompletableFuture<String> slowLater() {
            return new CompletableFuture<>();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow", "slowLater"})
    void method_thatTakesTooLong_isInterrupted(String method) {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(Slow.class)) {
            assertThat(application.bean(Slow.class)).isNotNull();
            await().untilAsserted(() -> assertThat(log.all())
                    .contains(
                            "@CacheWarmUp on " + Slow.class.getName() + "." + method + "() was stopped after PT0.1S"));
            assertThat(INTERRUPTED).hasValue(1);
        }
    }

    @Dependent
    static class WithParameters {
        @CacheWarmUp
        public void fill(String id) {}
    }

    @Dependent
    static class NotPublic {
        @CacheWarmUp
        void fill() {}
    }

    @Dependent
    static class NoTime {
        @CacheWarmUp(timeout = 0)
        public void fill() {}
    }

    @ParameterizedTest
    @ValueSource(classes = {WithParameters.class, NotPublic.class, NoTime.class})
    void mistake_failsTheDeployment(Class<?> bean) {
        assertThat(catchThrowable(() -> new Application(bean).close()))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("@CacheWarmUp on " + bean.getName() + ".fill()")
                .hasMessageContaining("accepted: ");
    }
}
