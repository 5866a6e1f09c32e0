package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisCredentials.Login;
import io.boosterbeacon.redis.internal.store.DaemonThreads;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks the application for its credentials, on a thread of its own: it may wait, and the client's threads must not. Connections
 * that are opened at the same time ask once.
 */
final class ChangingCredentials implements RedisCredentialsProvider, AutoCloseable {
    private static final int IDLE_SECONDS = 5;

    private final io.boosterbeacon.redis.RedisCredentials application;
    private final ThreadPoolExecutor thread;
    private final AtomicReference<@Nullable CompletableFuture<RedisCredentials>> asked = new AtomicReference<>();

    ChangingCredentials(io.boosterbeacon.redis.RedisCredentials application) {
        this.application = application;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("beacon-redis-credentials"));
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        // a future of its own for each: a client that gives up must not cancel what others wait for
        return Mono.defer(() -> Mono.fromFuture(ask().copy()));
    }

    private CompletableFuture<RedisCredentials> ask() {
        CompletableFuture<RedisCredentials> before = asked.get();
        if (before != null && !before.isDone()) {
            return before;
        }
        CompletableFuture<RedisCredentials> mine = new CompletableFuture<>();
        if (!asked.compareAndSet(before, mine)) {
            return ask();
        }
        try {
            thread.execute(() -> answer(mine));
        } catch (RejectedExecutionException e) {
            mine.completeExceptionally(new RedisConnectionException("this store is closed"));
        }
        return mine;
    }

    private void answer(CompletableFuture<RedisCredentials> answer) {
        try {
            Login login = application.login();
            answer.complete(RedisCredentials.just(login.user().isEmpty() ? null : login.user(), login.password()));
        } catch (RuntimeException | Error e) {
            // without the message and the cause, which may hold a password
            answer.completeExceptionally(new RedisConnectionException(
                    "the application's RedisCredentials failed: " + e.getClass().getName()));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
