package io.boosterbeacon.redis.internal.codec;

import org.jspecify.annotations.Nullable;

/** Writes and reads values of one type as JSON. */
interface JsonBinding {
    byte[] write(Object value) throws Exception;

    @Nullable
    Object read(byte[] json) throws Exception;

    /** The name of the type, for messages. */
    String type();

    /** Describes a failure without the content of the value. */
    String describe(Throwable failure);
}
