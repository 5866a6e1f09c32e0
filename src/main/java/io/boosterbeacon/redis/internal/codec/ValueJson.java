package io.boosterbeacon.redis.internal.codec;

/**
 * The JSON of cached values.
 *
 * @param codec writes and reads it
 * @param types finds the types that the codec cannot store
 */
public record ValueJson(ValueCodec codec, StorableTypes types) {
    /** That of this library. */
    public static ValueJson of(Json json) {
        return new ValueJson(json, new StorableTypes(json));
    }
}
