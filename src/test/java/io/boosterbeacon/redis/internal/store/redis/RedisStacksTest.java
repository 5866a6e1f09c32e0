package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RefreshStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedCacheStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRateLimitStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRefreshStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRevocationStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.KnownRefreshes;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
import io.boosterbeacon.redis.internal.store.local.NearCacheStore;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
import io.boosterbeacon.redis.internal.store.local.PermitLeases;
import io.boosterbeacon.redis.internal.store.local.StaleCacheStore;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.LeasedRequests;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The ports as features get them, on Redis: whatever answers in this JVM keeps the contract of the store below. */
class RedisStacksTest {
    private static RedisProcess server;
    private static Store redis;
    private static Scheduler deadlines;
    private static StoreGuard guard;

    /** No constants: if only nested classes are selected, this class starts and ends around each of them. */
    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        redis = RedisStore.connect(Faults.options(server.url(), Duration.ofSeconds(10)), Telemetry.NONE);
        deadlines = new Scheduler();
        guard = new StoreGuard(
                StoreUse.COMMANDS,
                Duration.ofSeconds(10),
                new SilenceDetector(deadlines, redis::ping, () -> {}),
                Telemetry.NONE,
                System::nanoTime,
                false,
                redis::ping);
    }

    private static PermitLeases stack() {
        RateLimitFollower local = EmbeddedStore.rateLimitsOnly(InstantSource.system(), 64L << 20);
        RateLimitStore counted = new LocalRateLimits(new GuardedRateLimitStore(redis.rateLimits(), guard), local);
        return new PermitLeases(new KnownDenials(counted, System::nanoTime), deadlines, System::nanoTime);
    }

    @AfterAll
    static void close() {
        redis.close();
        deadlines.close();
        server.close();
    }

    private static CacheStore cacheStack() {
        NearCacheStore near = new NearCacheStore(
                new GuardedCacheStore(redis.cache(), guard, guard), 64L << 20, System::nanoTime, Telemetry.NONE);
        redis.cache().onChange(near::changed);
        return new StaleCacheStore(near, System::nanoTime);
    }

    abstract static class StackedCaches extends CacheStoreContract {
        private final CacheStore cache;

        StackedCaches(CacheStore cache) {
            this.cache = cache;
        }

        @Override
        protected Store store() {
            return redis;
        }

        @Override
        protected CacheStore cache() {
            return cache;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Caches extends StackedCaches {
        Caches() {
            super(cacheStack());
        }
    }

    /** All values are near as soon as they have been read. */
    @Nested
    class NearCaches extends StackedCaches {
        NearCaches() {
            super(new NearOnlyReads(cacheStack()));
        }
    }

    abstract static class StackedLimits extends RateLimitStoreContract {
        private final RateLimitStore limits;

        StackedLimits(RateLimitStore limits) {
            this.limits = limits;
        }

        @Override
        protected Store store() {
            return redis;
        }

        @Override
        protected RateLimitStore limits() {
            return limits;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Limits extends StackedLimits {
        Limits() {
            super(stack());
        }
    }

    /** All requests may be served from permits that are taken in advance. */
    @Nested
    class LeasedLimits extends StackedLimits {
        LeasedLimits() {
            super(new LeasedRequests(stack()));
        }
    }

    @Nested
    class Refreshes extends RefreshStoreContract {
        private final RefreshStore refreshes = new KnownRefreshes(
                new GuardedRefreshStore(redis.refreshTokens(), guard),
                new NodeKnowledge(
                        LONG, Duration.ofMinutes(1), 1_000, Telemetry.NONE, InstantSource.system(), System::nanoTime));

        @Override
        protected Store store() {
            return redis;
        }

        @Override
        protected RefreshStore refreshes() {
            return refreshes;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Revocations extends RevocationStoreContract {
        private final RevocationStore revocations = new KnownRevocations(
                new GuardedRevocationStore(redis.revocations(), guard),
                new NodeKnowledge(
                        LONG, Duration.ofMinutes(1), 1_000, Telemetry.NONE, InstantSource.system(), System::nanoTime));

        @Override
        protected Store store() {
            return redis;
        }

        @Override
        protected RevocationStore revocations() {
            return revocations;
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }
}
