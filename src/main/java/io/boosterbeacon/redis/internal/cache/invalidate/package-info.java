/** Changes of caches: made at once, and repeated if the store does not answer. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.invalidate;

import org.jspecify.annotations.NullMarked;
