/** What happens in the library, told to whoever observes it: one typed listener, free where nobody listens. */
@NullMarked
package io.boosterbeacon.redis.internal.telemetry;

import org.jspecify.annotations.NullMarked;
