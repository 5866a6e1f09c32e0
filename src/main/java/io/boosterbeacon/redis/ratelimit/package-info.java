/**
 * Rate limiting: the annotation, the programmatic limiter, results.
 *
 * @serial exclude
 */
@NullMarked
package io.boosterbeacon.redis.ratelimit;

import org.jspecify.annotations.NullMarked;
