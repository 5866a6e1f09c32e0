package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.service.InjectedCaches;
import io.boosterbeacon.redis.internal.service.StoreCache;
import jakarta.enterprise.inject.spi.CDI;
import java.io.Serializable;

/**
 * The caches of the application that reads a reference back. The client proxy of a bean could be serialized, too, but
 * Open Liberty hides the class that stands for it from applications.
 */
record CurrentCaches() implements InjectedCaches, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public StoreCache<?> find(Reference reference) {
        return CDI.current().select(InjectedCaches.class).get().find(reference);
    }
}
