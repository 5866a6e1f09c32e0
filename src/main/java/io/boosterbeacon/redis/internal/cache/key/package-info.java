/** Keys of cache entries, made of method arguments. Unequal arguments never have equal keys, in any JVM. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.key;

import org.jspecify.annotations.NullMarked;
