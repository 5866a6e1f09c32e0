/**
 * Rate limiting: the annotations, the programmatic limiter, and their results.
 *
 * @serial exclude
 */
@NullMarked
package io.boosterbeacon.redis.ratelimit;

import org.jspecify.annotations.NullMarked;
