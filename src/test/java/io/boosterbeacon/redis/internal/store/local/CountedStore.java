package io.boosterbeacon.redis.internal.store.local;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Rate limits that count their calls, with a clock that the test moves, and with calls that take time or fail. */
final class CountedStore {
    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-03-01T12:00:00Z").toEpochMilli());
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong decisions = new AtomicLong();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean throwing = new AtomicBoolean();
    private final AtomicReference<@Nullable CompletableFuture<Void>> nextCall = new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<Void>> nextAnswer = new AtomicReference<>();
    private final RateLimitStore store = new EmbeddedStore(this::now).rateLimits();
    private final RateLimitStore limits = RateLimitStore.class.cast(Proxy.newProxyInstance(
            RateLimitStore.class.getClassLoader(),
            new Class<?>[] {RateLimitStore.class},
            (self, method, arguments) -> call(method, arguments)));

    private CompletionStage<?> call(Method method, Object[] arguments) throws ReflectiveOperationException {
        calls.incrementAndGet();
        decisions.addAndGet(method.getName().equals("tryAcquire") ? 1 : 0);
        if (throwing.getAndSet(false)) {
            throw new IllegalStateException("cannot take this call");
        }
        if (failing.get()) {
            return CompletableFuture.failedFuture(failure());
        }
        CompletableFuture<Void> reached = nextCall.getAndSet(null);
        CompletableFuture<Void> answered = nextAnswer.getAndSet(null);
        CompletionStage<?> answer = reached == null
                ? (CompletionStage<?>) method.invoke(store, arguments)
                : reached.thenCompose(unused -> invoke(method, arguments));
        return answered == null ? answer : answered.thenCompose(unused -> answer);
    }

    private CompletionStage<?> invoke(Method method, Object[] arguments) {
        try {
            return (CompletionStage<?>) method.invoke(store, arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    RateLimitStore limits() {
        return limits;
    }

    Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }

    /** A clock like {@link System#nanoTime}. */
    long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis.get());
    }

    void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    long calls() {
        return calls.get();
    }

    /** The calls for which somebody waits. */
    long decisions() {
        return decisions.get();
    }

    void resetCalls() {
        calls.set(0);
        decisions.set(0);
    }

    /** The next call reaches the store when the returned future is completed. */
    CompletableFuture<Void> delayNextCall() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        nextCall.set(reached);
        return reached;
    }

    /** The next call reaches the store at once; its answer arrives when the returned future is completed. */
    CompletableFuture<Void> delayNextAnswer() {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        nextAnswer.set(answered);
        return answered;
    }

    void failNextCall() {
        nextCall.set(CompletableFuture.failedFuture(failure()));
    }

    /** The next call is not answered by a stage that fails: it fails itself. */
    void throwAtNextCall() {
        throwing.set(true);
    }

    /** All further calls fail. */
    void failAlways() {
        failing.set(true);
    }

    static StoreException failure() {
        return new StoreException(RedisErrorType.CONNECTION_ERROR, "the store has failed", null);
    }
}
