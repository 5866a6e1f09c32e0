package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.Type;

/**
 * A parameter whose elements are keys: in keys and templates of one of them, the element stands in the place of the
 * parameter.
 *
 * @param parameter the index of the parameter
 * @param type the type of its elements
 */
public record ElementKeys(int parameter, Type type) {}
