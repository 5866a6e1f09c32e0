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
 * Reads the application's credentials on a separate thread, because the application may block and the client's threads
 * must not. Connections that are opened at the same time share one call.
 */
final class ChangingCredentials implements RedisCredentialsProvider, AutoCloseable {
    private final io.boosterbeacon.redis.RedisCredentials application;
    private final TaskThread thread;
    private final AtomicReference<@Nullable CompletableFuture<RedisCredentials>> pending = new AtomicReference<>();

    ChangingCredentials(io.boosterbeacon.redis.RedisCredentials application) {
        this(application, new TaskThread("beacon-redis-credentials"));
    }

    /** @param thread calls the application; closed with this */
    ChangingCredentials(io.boosterbeacon.redis.RedisCredentials application, TaskThread thread) {
        this.application = application;
        this.thread = thread;
    }

    /** Converts a login to the client's type. */
    static RedisCredentials of(Login login) {
        return RedisCredentials.just(login.user().isEmpty() ? null : login.user(), login.password());
    }

    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        // a copy for each connection: one that is cancelled must not cancel the others
        return Mono.defer(() -> Mono.fromFuture(read().copy()));
    }

    private CompletableFuture<RedisCredentials> read() {
        CompletableFuture<RedisCredentials> before = pending.get();
        if (before != null && !before.isDone()) {
            return before;
        }
        CompletableFuture<RedisCredentials> mine = new CompletableFuture<>();
        if (!pending.compareAndSet(before, mine)) {
            return read();
        }
        if (!thread.run(() -> complete(mine))) {
            // the next connection tries again
            mine.completeExceptionally(new RedisConnectionException(
                    "no thread can be started to ask for credentials, or this store is closed"));
        }
        return mine;
    }

    private void complete(CompletableFuture<RedisCredentials> result) {
        try {
            result.complete(of(application.login()));
        } catch (RuntimeException | Error e) {
            // without message and cause, which may contain a password
            result.completeExceptionally(new RedisConnectionException(
                    "the application's RedisCredentials failed: " + e.getClass().getName()));
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
