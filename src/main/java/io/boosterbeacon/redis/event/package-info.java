/** CDI events of the library: records that any bean can observe. */
@NullMarked
package io.boosterbeacon.redis.event;

import org.jspecify.annotations.NullMarked;
