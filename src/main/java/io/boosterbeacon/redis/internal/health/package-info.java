/** MicroProfile Health: listens to telemetry and reads the port of the store. Imported by none. */
@NullMarked
package io.boosterbeacon.redis.internal.health;

import org.jspecify.annotations.NullMarked;
