/** Decorators of ports that answer in this JVM instead of the store. */
@NullMarked
package io.boosterbeacon.redis.internal.store.local;

import org.jspecify.annotations.NullMarked;
