package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What the contracts of all ports share. Each test has keys of its own, and waits until all that it has stored for a
 * short time has expired, so that all tests of a class can share a store.
 */
public abstract class StoreContract {
    /** Long enough that nothing expires during a test, however slow the machine. */
    protected static final Duration LONG = Duration.ofHours(1);

    /** Short enough to wait for. No assertion may rely on its not being over. */
    protected static final Duration SHORT = Duration.ofMillis(150);

    /** After this time, all that was stored for {@link #SHORT} has expired. */
    protected static final Duration PAST_SHORT = Duration.ofMillis(250);

    protected static final int THREADS = 64;

    private static final String HORIZON = "beacon:{rev}:horizon";

    /** The store under test. */
    protected abstract Store store();

    /** Lets at least this time pass for the store, by moving its clock or by waiting. */
    protected abstract void pass(Duration time);

    /** The store's time, which is close to the system's unless the test moves the clock. */
    protected Instant now() {
        return Instant.now();
    }

    /**
     * Forgets until when families of refresh tokens live that other tests have begun in the same store: what is revoked
     * would be kept for as long.
     */
    @SuppressWarnings("unchecked") // classes have no type arguments
    protected void forgetHorizon() {
        if (!store().isRemote()) {
            // such a store has a clock that the test moves
            pass(LONG);
            return;
        }
        if (store().unwrap(RedisClusterClient.class).isPresent()) {
            Object unused = store().withConnection(
                            StatefulRedisClusterConnection.class,
                            connection -> ((StatefulRedisClusterConnection<String, String>) connection)
                                    .sync()
                                    .del(HORIZON));
        } else {
            Object unused = store().withConnection(
                            StatefulRedisConnection.class,
                            connection -> ((StatefulRedisConnection<String, String>) connection)
                                    .sync()
                                    .del(HORIZON));
        }
    }

    protected static String random(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }

    /** The outcome of a stage, for which this waits 10 seconds at most. */
    protected static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    protected static void awaitAll(List<? extends CompletionStage<?>> stages) {
        await(CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new)));
    }

    protected static void assertFailsWith(RedisErrorType type, CompletionStage<?> stage) {
        Throwable thrown = catchThrowable(() -> await(stage));
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(StoreException.class);
        assertThat(((StoreException) thrown.getCause()).type()).isEqualTo(type);
    }

    /** Runs a task on many threads that start at the same time, and returns all results. */
    protected static <T> List<T> race(int threads, Callable<T> task) {
        var start = new CyclicBarrier(threads);
        var pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(60, TimeUnit.SECONDS));
            }
            return results;
        } catch (Exception e) {
            throw new AssertionError("a racing thread failed", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
