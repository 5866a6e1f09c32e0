/** The ports on Redis; the only importer of Lettuce. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis;

import org.jspecify.annotations.NullMarked;
