/** Signatures of tokens, and the keys of issuers. The only importer of jose4j, which is an optional dependency. */
@NullMarked
package io.boosterbeacon.redis.internal.jose;

import org.jspecify.annotations.NullMarked;
