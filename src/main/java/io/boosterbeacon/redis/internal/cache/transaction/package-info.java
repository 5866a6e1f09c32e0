/** What a transaction does with caches, until it has ended. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.transaction;

import org.jspecify.annotations.NullMarked;
