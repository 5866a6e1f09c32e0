/** Wiring: the extension that validates at deployment, the producers that choose the store. */
@NullMarked
package io.boosterbeacon.redis.internal.cdi;

import org.jspecify.annotations.NullMarked;
