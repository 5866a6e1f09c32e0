/** The audit of revocations: its queries, its log, and the rejected requests. Nothing imports it but the wiring. */
@NullMarked
package io.boosterbeacon.redis.internal.audit;

import org.jspecify.annotations.NullMarked;
