package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.LimitRuleStoreContract;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;

class EmbeddedLimitRuleStoreTest extends LimitRuleStoreContract {
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
}
