/** Keeps the log readable while something fails all the time. */
@NullMarked
package io.boosterbeacon.redis.internal.log;

import org.jspecify.annotations.NullMarked;
