/**
 * The responses of the library in the OpenAPI document of an application: 429 of limited resource methods, and 401 for
 * revoked tokens. The server calls {@code DeniedResponses} if it has MicroProfile OpenAPI.
 */
@NullMarked
package io.boosterbeacon.redis.internal.openapi;

import org.jspecify.annotations.NullMarked;
