package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.RevocationAuditContract;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;

class EmbeddedRevocationAuditTest extends RevocationAuditContract {
    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore store = new EmbeddedStore(clock);

    @Override
    protected Store store() {
        return store;
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
