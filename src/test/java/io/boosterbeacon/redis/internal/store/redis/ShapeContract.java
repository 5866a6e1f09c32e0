package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.contract.KeyValueStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RefreshStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationAuditContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contracts of all ports, on servers of one shape. */
abstract class ShapeContract {
    /** The store, which all tests of a class share. */
    abstract Store store();

    /** Creates the store in the thread of the test, which is skipped if there is no such server. */
    @BeforeEach
    void open() {
        assertThat(store()).isNotNull();
    }

    @Nested
    class Caches extends CacheStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Keys extends KeyValueStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Limits extends RateLimitStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Audits extends RevocationAuditContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Refreshes extends RefreshStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Revocations extends RevocationStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }
}
