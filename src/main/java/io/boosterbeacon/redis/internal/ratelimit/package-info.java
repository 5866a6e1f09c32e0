/** Rate limiting: subjects, decisions, and the limiter for keys of the application. */
@NullMarked
package io.boosterbeacon.redis.internal.ratelimit;

import org.jspecify.annotations.NullMarked;
