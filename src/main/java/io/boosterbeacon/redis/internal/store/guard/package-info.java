/** Guards against a store that does not answer: deadlines, a circuit breaker, and reports of failures. */
@NullMarked
package io.boosterbeacon.redis.internal.store.guard;

import org.jspecify.annotations.NullMarked;
