/** What answers in this JVM instead of the store. */
@NullMarked
package io.boosterbeacon.redis.internal.store.local;

import org.jspecify.annotations.NullMarked;
