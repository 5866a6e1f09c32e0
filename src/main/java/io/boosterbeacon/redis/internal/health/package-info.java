/** MicroProfile Health. */
@NullMarked
package io.boosterbeacon.redis.internal.health;

import org.jspecify.annotations.NullMarked;
