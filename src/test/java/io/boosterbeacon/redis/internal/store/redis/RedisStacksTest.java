package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.RateLimitFollower;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedCacheStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRateLimitStore;
import io.boosterbeacon.redis.internal.store.guard.GuardedRevocationStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
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
import org.junit.jupiter.api.Nested;

/** The ports as features get them, on Redis: whatever answers in this JVM keeps the contract of the store below. */
class RedisStacksTest {
    private static final RedisProcess SERVER = RedisProcess.start();
    private static final Store REDIS =
            RedisStore.connect(Faults.options(SERVER.url(), Duration.ofSeconds(10)), Telemetry.NONE);
    private static final Scheduler DEADLINES = new Scheduler();
    private static final RateLimitFollower LOCAL = EmbeddedStore.rateLimitsOnly(InstantSource.system(), 64L << 20);
    private static final StoreGuard GUARD = new StoreGuard(
            StoreUse.COMMANDS,
            Duration.ofSeconds(10),
            new SilenceDetector(DEADLINES, REDIS::ping, () -> {}),
            Telemetry.NONE,
            System::nanoTime,
            false,
            REDIS::ping);

    private static PermitLeases stack() {
        RateLimitStore counted = new LocalRateLimits(new GuardedRateLimitStore(REDIS.rateLimits(), GUARD), LOCAL);
        return new PermitLeases(new KnownDenials(counted, System::nanoTime), DEADLINES, System::nanoTime);
    }

    @AfterAll
    static void close() {
        REDIS.close();
        DEADLINES.close();
        SERVER.close();
    }

    @Nested
    class Caches extends CacheStoreContract {
        private final CacheStore cache =
                new StaleCacheStore(new GuardedCacheStore(REDIS.cache(), GUARD, GUARD), System::nanoTime);

        @Override
        protected Store store() {
            return REDIS;
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
    class Limits extends RateLimitStoreContract {
        private final RateLimitStore limits = stack();

        @Override
        protected Store store() {
            return REDIS;
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

    /** All requests may be served from permits that are taken in advance. */
    @Nested
    class LeasedLimits extends RateLimitStoreContract {
        private final RateLimitStore limits = new LeasedRequests(stack());

        @Override
        protected Store store() {
            return REDIS;
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
    class Revocations extends RevocationStoreContract {
        private final RevocationStore revocations = new KnownRevocations(
                new GuardedRevocationStore(REDIS.revocations(), GUARD),
                new NodeKnowledge(
                        LONG, Duration.ofMinutes(1), 1_000, Telemetry.NONE, InstantSource.system(), System::nanoTime));

        @Override
        protected Store store() {
            return REDIS;
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
