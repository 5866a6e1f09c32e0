/** Logging that stays readable while something fails at every request. */
@NullMarked
package io.boosterbeacon.redis.internal.log;

import org.jspecify.annotations.NullMarked;
