/** The ports on Redis. This package and those below are the only importers of Lettuce. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis;

import org.jspecify.annotations.NullMarked;
