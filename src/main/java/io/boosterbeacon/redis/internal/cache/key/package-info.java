/** The identity of arguments: unequal ones never have equal keys, in any JVM. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.key;

import org.jspecify.annotations.NullMarked;
