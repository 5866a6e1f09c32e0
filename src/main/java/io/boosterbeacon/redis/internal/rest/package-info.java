/** The JAX-RS features, filters and exception mappers. */
@NullMarked
package io.boosterbeacon.redis.internal.rest;

import org.jspecify.annotations.NullMarked;
