/** Caching of method results: annotations, key generation. */
@NullMarked
package io.boosterbeacon.redis.cache;

import org.jspecify.annotations.NullMarked;
