/**
 * Applies rate limits to calls of CDI beans and to requests: interceptors, the current caller, and the calls already
 * counted.
 */
@NullMarked
package io.boosterbeacon.redis.internal.ratelimit.binding;

import org.jspecify.annotations.NullMarked;
