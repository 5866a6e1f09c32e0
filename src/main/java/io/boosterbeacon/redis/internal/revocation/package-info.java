/** Identity of tokens, and the revocation service. */
@NullMarked
package io.boosterbeacon.redis.internal.revocation;

import org.jspecify.annotations.NullMarked;
