/** Connections to Redis: opening, reconnecting, sending commands, and translating errors. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis.connection;

import org.jspecify.annotations.NullMarked;
