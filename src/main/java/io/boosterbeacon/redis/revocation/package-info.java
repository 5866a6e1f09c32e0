/** Revocation of JSON Web Tokens. */
@NullMarked
package io.boosterbeacon.redis.revocation;

import org.jspecify.annotations.NullMarked;
