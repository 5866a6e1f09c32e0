/**
 * Wiring: the platform, the modules of the features, and the extension that validates at deployment. No other package
 * imports this one.
 */
@NullMarked
package io.boosterbeacon.redis.internal.cdi;

import org.jspecify.annotations.NullMarked;
