package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.TlsSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What tests of failures share. */
public final class Faults {
    public static final Duration MINUTE = Duration.ofMinutes(1);

    private Faults() {}

    public static RedisSettings options(String url) {
        return options(url, Duration.ofSeconds(3));
    }

    public static RedisSettings options(String url, Duration commandTimeout) {
        return options(url, RedisSettings.Shape.STANDALONE, commandTimeout);
    }

    public static RedisSettings options(String url, RedisSettings.Shape shape, Duration commandTimeout) {
        return options(RedisUrl.parse(url), shape, commandTimeout);
    }

    public static RedisSettings options(RedisUrl url, RedisSettings.Shape shape, Duration commandTimeout) {
        return new RedisSettings(
                Optional.of(url),
                shape,
                TlsSettings.STANDARD,
                Duration.ofSeconds(3),
                commandTimeout,
                MINUTE,
                2,
                4,
                "beacon",
                false);
    }

    public static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    public static StoreException failure(CompletionStage<?> stage) {
        Throwable thrown = catchThrowable(() -> done(stage));
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(StoreException.class);
        return (StoreException) Objects.requireNonNull(thrown.getCause());
    }

    /** All messages that a log would show. */
    public static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            all.append(t).append('\n');
        }
        return all.toString();
    }

    public static boolean answers(Store store) {
        try {
            done(store.ping());
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    public static void untilConnected(Store store) {
        await().atMost(Duration.ofSeconds(20)).until(() -> answers(store));
    }

    public static boolean writes(Store store, String subject) {
        try {
            done(tryAcquire(store, subject));
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    public static String unique(String prefix) {
        return prefix + UUID.randomUUID();
    }

    public static CompletionStage<?> tryAcquire(Store store, String subject) {
        return store.rateLimits().tryAcquire(subject, List.of(Requests.of("p", Long.MAX_VALUE >> 12, MINUTE, 1)));
    }

    /** Threads that call a store all the time until they are stopped. */
    public static final class Load implements AutoCloseable {
        private final ExecutorService threads;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong answered = new AtomicLong();
        private final List<Future<List<Throwable>>> failures = new ArrayList<>();

        public Load(int size, Store store) {
            threads = Executors.newFixedThreadPool(size);
            CountDownLatch running = new CountDownLatch(size);
            for (int i = 0; i < size; i++) {
                int kind = i;
                failures.add(threads.submit(() -> {
                    List<Throwable> seen = new ArrayList<>();
                    running.countDown();
                    while (!stopped.get()) {
                        try {
                            done(call(store, kind));
                            answered.incrementAndGet();
                        } catch (CompletionException e) {
                            seen.add(e.getCause());
                            // all failures are kept, so that there must not be too many
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                        }
                    }
                    return seen;
                }));
            }
            assertThat(CompletableFuture.runAsync(() -> awaitUninterrupted(running)))
                    .succeedsWithin(Duration.ofSeconds(10));
        }

        private static void awaitUninterrupted(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static CompletionStage<?> call(Store store, int kind) {
            return switch (kind % 4) {
                case 0 -> tryAcquire(store, "load");
                case 1 -> store.keyValues().increment("load", 1, MINUTE);
                case 2 -> store.revocations().revokeGroup(Marks.user("load", MINUTE));
                default -> store.keyValues().set(unique("load"), new byte[100], Duration.ofSeconds(10));
            };
        }

        public long answered() {
            return answered.get();
        }

        /** Ends the load and returns what its calls failed with. */
        public List<Throwable> stop() {
            stopped.set(true);
            List<Throwable> all = new ArrayList<>();
            for (Future<List<Throwable>> each : failures) {
                try {
                    all.addAll(each.get(30, TimeUnit.SECONDS));
                } catch (Exception e) {
                    throw new AssertionError("a caller hangs", e);
                }
            }
            return all;
        }

        @Override
        public void close() {
            stopped.set(true);
            threads.shutdownNow();
        }
    }
}
