package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.RedisCredentials.Login;
import io.boosterbeacon.redis.internal.concurrent.TaskThread;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks the application for its credentials, on a thread of its own: it may wait, and the client's threads must not. Connections
 * that are opened at the same time ask once.
 */
public final class ChangingCredentials implements RedisCredentialsProvider, AutoCloseable {
    private final io.boosterbeacon.redis.RedisCredentials application;
    private final TaskThread thread;
    private final AtomicReference<@Nullable CompletableFuture<RedisCredentials>> asked = new AtomicReference<>();

    public ChangingCredentials(io.boosterbeacon.redis.RedisCredentials application) {
        this(application, new TaskThread("beacon-redis-credentials"));
    }

    /** @param thread asks the application; closed with this */
    ChangingCredentials(io.boosterbeacon.redis.RedisCredentials application, TaskThread thread) {
        this.application = application;
        this.thread = thread;
    }

    /** A login as the client has it. */
    static RedisCredentials of(Login login) {
        return RedisCredentials.just(login.user().isEmpty() ? null : login.user(), login.password());
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
        if (!thread.run(() -> answer(mine))) {
            // the next connection asks again
            mine.completeExceptionally(new RedisConnectionException(
                    "no thread can be started to ask for credentials, or this store is closed"));
        }
        return mine;
    }

    private void answer(CompletableFuture<RedisCredentials> answer) {
        try {
            answer.complete(of(application.login()));
        } catch (RuntimeException | Error e) {
            // without the message and the cause, which may hold a password
            answer.completeExceptionally(new RedisConnectionException(
                    "the application's RedisCredentials failed: " + e.getClass().getName()));
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
