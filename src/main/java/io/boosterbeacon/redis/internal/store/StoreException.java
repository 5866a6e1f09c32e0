package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import org.jspecify.annotations.Nullable;

/** What a port fails with. The layer above decides by its failure policy; programmatic calls let it through as it is. */
public final class StoreException extends RedisException {
    private static final long serialVersionUID = 1L;

    public StoreException(RedisErrorType type, String message, @Nullable Throwable cause) {
        super(type, message, cause);
    }
}
