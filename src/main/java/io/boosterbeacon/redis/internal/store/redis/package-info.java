/** The ports implemented on Redis. Only this package and its subpackages use Lettuce. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis;

import org.jspecify.annotations.NullMarked;
