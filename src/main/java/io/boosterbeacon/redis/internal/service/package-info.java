/** {@code RedisService}, implemented on the ports of the store. */
@NullMarked
package io.boosterbeacon.redis.internal.service;

import org.jspecify.annotations.NullMarked;
