/** What protects callers from a store that does not answer: deadlines, a circuit breaker and failure events. */
@NullMarked
package io.boosterbeacon.redis.internal.store.guard;

import org.jspecify.annotations.NullMarked;
