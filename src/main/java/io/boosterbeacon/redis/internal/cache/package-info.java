/** Read-through engine, keys and interceptors of the cache annotations. */
@NullMarked
package io.boosterbeacon.redis.internal.cache;

import org.jspecify.annotations.NullMarked;
