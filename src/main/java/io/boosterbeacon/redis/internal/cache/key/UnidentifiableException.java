package io.boosterbeacon.redis.internal.cache.key;

/**
 * Thrown for a value that cannot be part of a key, because it cannot be distinguished reliably from other values. The
 * message names types, never values.
 */
public final class UnidentifiableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The advice for messages. */
    public static final String REMEDY =
            "a key made of what tells its values apart: @CacheKey on other parameters, a key template such as"
                    + " \"{customer.id}\", or a CacheKeyGenerator";

    UnidentifiableException(String typeName, String reason) {
        super(typeName + " cannot be part of a key: " + reason);
    }
}
