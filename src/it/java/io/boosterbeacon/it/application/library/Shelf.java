package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheName;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;

/** A bean of a session, which a server may put aside with all that is injected into it. */
@SessionScoped
public class Shelf implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    @CacheName("stock")
    Cache<List<String>> stock;

    /** The cached list of a key, if there is one, found after the cache was put aside. */
    public List<String> find(String id) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(stock);
            @SuppressWarnings("unchecked")
            Cache<List<String>> activated = (Cache<List<String>>)
                    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            return activated.get(id).orElse(List.of());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
