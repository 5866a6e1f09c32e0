/** Server-side scripts and single commands, and the conversion of their replies. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis.script;

import org.jspecify.annotations.NullMarked;
