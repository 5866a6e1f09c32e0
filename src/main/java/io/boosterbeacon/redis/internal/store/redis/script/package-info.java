/** Server-side scripts and single commands, and how their replies are read. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis.script;

import org.jspecify.annotations.NullMarked;
