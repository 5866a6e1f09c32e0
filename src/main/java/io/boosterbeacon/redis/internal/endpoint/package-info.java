/**
 * The HTTP endpoints of revocation: OAuth 2.0 Token Revocation (RFC 7009), Token Introspection (RFC 7662) and OpenID
 * Connect Back-Channel Logout 1.0. They are plain objects; a servlet calls them.
 */
@NullMarked
package io.boosterbeacon.redis.internal.endpoint;

import org.jspecify.annotations.NullMarked;
