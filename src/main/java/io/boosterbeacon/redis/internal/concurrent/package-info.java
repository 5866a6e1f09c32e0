/** Every thread and timer of the library's own. */
@NullMarked
package io.boosterbeacon.redis.internal.concurrent;

import org.jspecify.annotations.NullMarked;
