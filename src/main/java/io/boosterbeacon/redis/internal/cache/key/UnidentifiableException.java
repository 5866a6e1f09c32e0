package io.boosterbeacon.redis.internal.cache.key;

/** A value that no key can be made of: what makes it different from others cannot be told. Names types, never values. */
public final class UnidentifiableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What to do about such a value. */
    public static final String REMEDY =
            "a key made of what tells its values apart: @CacheKey on other parameters, a key template such as"
                    + " \"{customer.id}\", or a CacheKeyGenerator";

    UnidentifiableException(String typeName, String reason) {
        super(typeName + " cannot be part of a key: " + reason);
    }
}
