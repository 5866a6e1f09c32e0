/** Changes of caches, made at once or as soon as the store answers again. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.invalidate;

import org.jspecify.annotations.NullMarked;
