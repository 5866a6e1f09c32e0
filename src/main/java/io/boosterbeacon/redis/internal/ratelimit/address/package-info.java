/** Finds the address of the client behind trusted proxies. */
@NullMarked
package io.boosterbeacon.redis.internal.ratelimit.address;

import org.jspecify.annotations.NullMarked;
