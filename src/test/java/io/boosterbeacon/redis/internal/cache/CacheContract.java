package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the tests of caching share: nodes on one store, and a loader that can be held back. */
abstract class CacheContract {
    static final int CALLERS = 64;

    /** A key that only this test uses. */
    final String id = UUID.randomUUID().toString();

    /** How many loads have begun. */
    final AtomicInteger loads = new AtomicInteger();

    /** What loads wait for. */
    final CountDownLatch mayLoad = new CountDownLatch(1);

    private final List<CacheRig> nodes = new ArrayList<>();

    protected abstract Store store();

    @AfterEach
    void close() {
        nodes.forEach(CacheRig::close);
    }

    final CacheRig node(CacheSettings settings) {
        return node(Shop.class, settings);
    }

    /** @param type has the annotated methods */
    final CacheRig node(Class<?> type, CacheSettings settings) {
        CacheRig node = new CacheRig(store(), type, settings);
        nodes.add(node);
        return node;
    }

    final CacheRig node() {
        return node(CacheRig.SETTINGS);
    }

    final CacheRig node(Duration timeout, Duration lease, Duration loadWait) {
        return node(new CacheSettings(true, timeout, timeout, lease, loadWait, CacheValueSettings.DEFAULTS));
    }

    /** A loader that waits for {@link #mayLoad}. */
    final Callable<@Nullable Object> load(@Nullable Object value) {
        return () -> {
            loads.incrementAndGet();
            if (!mayLoad.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the load was not let go");
            }
            return value;
        };
    }

    static Object result(boolean stage, String value) {
        return stage ? CompletableFuture.completedFuture(value) : value;
    }

    static @Nullable Object value(@Nullable Object returned) {
        if (returned instanceof CompletionStage<?> stage) {
            return stage.toCompletableFuture().join();
        }
        return returned;
    }
}
