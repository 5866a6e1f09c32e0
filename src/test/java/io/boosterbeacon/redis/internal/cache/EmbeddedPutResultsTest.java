package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.InstantSource;

class EmbeddedPutResultsTest extends PutResultsContract {
    private static final EmbeddedStore STORE = new EmbeddedStore(InstantSource.system());

    @Override
    protected Store store() {
        return STORE;
    }
}
