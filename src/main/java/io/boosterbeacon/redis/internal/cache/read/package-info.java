/** Reads of cached values: found in the store, or loaded once and stored. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.read;

import org.jspecify.annotations.NullMarked;
