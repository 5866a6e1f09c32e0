/** {@code RedisService} on the ports. */
@NullMarked
package io.boosterbeacon.redis.internal.service;

import org.jspecify.annotations.NullMarked;
