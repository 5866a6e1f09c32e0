/** Rate limiting: the annotation, the programmatic limiter, results. */
@NullMarked
package io.boosterbeacon.redis.ratelimit;

import org.jspecify.annotations.NullMarked;
