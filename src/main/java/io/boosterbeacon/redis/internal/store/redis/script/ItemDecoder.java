package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts a text of a reply while it is read, so that no more than what is needed is copied. */
@FunctionalInterface
public interface ItemDecoder {
    /** Copies the text. */
    ItemDecoder COPY = (previous, text) -> RedisConnection.CODEC.decodeValue(text);

    /**
     * Converts a text.
     *
     * @param previous the items before it
     * @param text valid only during the call
     * @return the item; null counts as a key that does not exist
     */
    @Nullable
    Object decode(List<@Nullable Object> previous, ByteBuffer text);
}
