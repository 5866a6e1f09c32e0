/** Revocation of tokens: their identity, checks, and the service. */
@NullMarked
package io.boosterbeacon.redis.internal.revocation;

import org.jspecify.annotations.NullMarked;
