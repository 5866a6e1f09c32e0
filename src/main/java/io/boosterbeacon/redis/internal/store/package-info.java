/** The ports to a store, one for each feature, and types that their callers share. */
@NullMarked
package io.boosterbeacon.redis.internal.store;

import org.jspecify.annotations.NullMarked;
