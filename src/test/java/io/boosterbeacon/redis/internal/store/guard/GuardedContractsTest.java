package io.boosterbeacon.redis.internal.store.guard;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.contract.KeyValueStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RefreshStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationAuditContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * Ports behind guards keep the contracts of the ports, whether the store answers at once or later on another thread.
 */
class GuardedContractsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private static Scheduler timer;
    private static ExecutorService answering;
    private static Store atOnce;
    private static Store later;

    /** No constants: if only nested classes are selected, this class starts and ends around each of them. */
    @BeforeAll
    static void start() {
        timer = new Scheduler("guarded-contracts-test");
        answering = Executors.newSingleThreadExecutor();
        atOnce = guarded(new EmbeddedStore(NOW::get));
        later = guarded(later(Store.class, new EmbeddedStore(NOW::get)));
    }

    @AfterAll
    static void close() {
        atOnce.close();
        later.close();
        timer.close();
        answering.shutdownNow();
    }

    private static Store guarded(Store store) {
        StoreGuard guard = new StoreGuard(
                StoreUse.CACHE,
                LIMIT,
                new SilenceDetector(timer, store::ping),
                Telemetry.NONE,
                System::nanoTime,
                true,
                store::ping);
        return proxy(Store.class, (method, arguments) -> switch (method.getName()) {
            case "cache" -> new GuardedCacheStore(store.cache(), guard, guard);
            case "keyValues" -> new GuardedKeyValueStore(store.keyValues(), guard);
            case "rateLimits" -> new GuardedRateLimitStore(store.rateLimits(), guard);
            case "revocationAudit" -> new GuardedRevocationAuditStore(store.revocationAudit(), guard);
            case "revocations" -> new GuardedRevocationStore(store.revocations(), guard);
            case "refreshTokens" -> new GuardedRefreshStore(store.refreshTokens(), guard);
            default -> method.invoke(store, arguments);
        });
    }

    /** Answers on another thread; ports and what they answer with too. */
    private static <T> T later(Class<T> type, T answerer) {
        return proxy(type, (method, arguments) -> {
            Object result = method.invoke(answerer, arguments);
            if (result instanceof CompletionStage<?> stage) {
                return stage.thenApplyAsync(answer -> answer, answering);
            }
            return method.getReturnType().getPackage() == Store.class.getPackage()
                    ? laterOf(method.getReturnType(), result)
                    : result;
        });
    }

    private static <T> T laterOf(Class<T> type, Object port) {
        return later(type, type.cast(port));
    }

    private interface Answering {
        Object answer(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Answering answering) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return answering.answer(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static void move(Duration time) {
        NOW.updateAndGet(now -> now.plus(time));
    }

    @Nested
    class CacheAtOnce extends CacheStoreContract {
        @Override
        protected Store store() {
            return atOnce;
        }

        @Override
        protected void pass(Duration time) {
            move(time);
        }
    }

    @Nested
    class CacheLater extends CacheStoreContract {
        @Override
        protected Store store() {
            return later;
        }

        @Override
        protected void pass(Duration time) {
            move(time);
        }
    }

    @Nested
    class KeyValuesLater extends KeyValueStoreContract {
        @Override
        protected Store store() {
            return later;
        }

        @Override
        protected void pass(Duration time) {
            move(time);
        }
    }

    @Nested
    class RateLimitsLater extends RateLimitStoreContract {
        @Override
        protected Store store() {
            return later;
        }

        @Override
        protected void pass(Duration time) {
            move(time);
        }
    }

    @Nested
    class AuditsLater extends RevocationAuditContract {
        @Override
        protected Store store() {
            return later;
        }

        @Override
        protected void pass(Duration time) {
            move(time);
        }

        @Override
        protected Instant now() {
            return Objects.requireNonNull(NOW.get());
        }
    }

    @Nested
    class RefreshesLater extends RefreshStoreContract {
        @Override
        protected Store store() {
            return later;
        }

        @Override
        protected void pass(Duration time) {
            move(time);
        }

        @Override
        protected Instant now() {
            return Objects.requireNonNull(NOW.get());
        }
    }

    @Nested
    class RevocationsLater extends RevocationStoreContract {
        @Override
        protected Store store() {
            return later;
        }

        @Override
        protected void pass(Duration time) {
            move(time);
        }

        @Override
        protected Instant now() {
            return Objects.requireNonNull(NOW.get());
        }
    }
}
