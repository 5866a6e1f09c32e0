/** MicroProfile Health: listens to telemetry and reads the port of the store. No other package imports this one. */
@NullMarked
package io.boosterbeacon.redis.internal.health;

import org.jspecify.annotations.NullMarked;
