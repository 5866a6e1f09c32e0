/** Connections to Redis: how they open, reconnect and carry commands, and what their errors mean. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis.connection;

import org.jspecify.annotations.NullMarked;
