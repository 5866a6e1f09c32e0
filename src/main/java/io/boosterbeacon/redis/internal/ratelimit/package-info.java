/** Policies, keys, headers and decisions of rate limiting. */
@NullMarked
package io.boosterbeacon.redis.internal.ratelimit;

import org.jspecify.annotations.NullMarked;
