/**
 * Reports what happens in the library to its observers: one typed listener, without cost where no observer is
 * registered.
 */
@NullMarked
package io.boosterbeacon.redis.internal.telemetry;

import org.jspecify.annotations.NullMarked;
