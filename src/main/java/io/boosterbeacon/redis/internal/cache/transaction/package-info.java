/** Cache reads and changes within a transaction. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.transaction;

import org.jspecify.annotations.NullMarked;
