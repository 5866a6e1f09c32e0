/** The ports to a store, one per feature, and what all their callers share. */
@NullMarked
package io.boosterbeacon.redis.internal.store;

import org.jspecify.annotations.NullMarked;
