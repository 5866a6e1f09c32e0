/**
 * What the library needs to know of the server: its optional APIs, its principals, and whether its JAX-RS has
 * registered the filters.
 */
@NullMarked
package io.boosterbeacon.redis.internal.server;

import org.jspecify.annotations.NullMarked;
