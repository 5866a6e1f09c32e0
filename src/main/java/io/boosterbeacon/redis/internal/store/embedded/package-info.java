/** The ports implemented in this JVM. */
@NullMarked
package io.boosterbeacon.redis.internal.store.embedded;

import org.jspecify.annotations.NullMarked;
