/** IP addresses and networks, read from text without any look-up of names. Only this package and the Redis store use Netty. */
@NullMarked
package io.boosterbeacon.redis.internal.net;

import org.jspecify.annotations.NullMarked;
