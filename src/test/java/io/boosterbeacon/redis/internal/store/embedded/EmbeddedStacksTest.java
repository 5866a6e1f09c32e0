package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.LocalRateLimits;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;

/** What answers in this JVM, above the embedded store: it keeps the contract of the store below. */
class EmbeddedStacksTest {
    @Nested
    class Limits extends RateLimitStoreContract {
        private final HandMovedClock clock = new HandMovedClock();
        private final EmbeddedStore store = new EmbeddedStore(clock);
        private final RateLimitStore limits = new KnownDenials(
                new LocalRateLimits(store.rateLimits(), EmbeddedStore.rateLimitsOnly(clock, 64L << 20)), clock::nanos);

        @Override
        protected Store store() {
            return store;
        }

        @Override
        protected RateLimitStore limits() {
            return limits;
        }

        @Override
        protected void pass(Duration time) {
            clock.move(time);
        }
    }

    @Nested
    class Revocations extends RevocationStoreContract {
        private final HandMovedClock clock = new HandMovedClock();
        private final EmbeddedStore store = new EmbeddedStore(clock);
        private final RevocationStore revocations = new KnownRevocations(
                store.revocations(),
                new NodeKnowledge(LONG, Duration.ofMinutes(1), 1_000, Telemetry.NONE, clock, clock::nanos));

        @Override
        protected Store store() {
            return store;
        }

        @Override
        protected RevocationStore revocations() {
            return revocations;
        }

        @Override
        protected void pass(Duration time) {
            clock.move(time);
        }

        @Override
        protected Instant now() {
            return clock.instant();
        }
    }
}
