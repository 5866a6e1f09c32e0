/** The JAX-RS features, filters and exception mappers, and the servlet filters before them. */
@NullMarked
package io.boosterbeacon.redis.internal.rest;

import org.jspecify.annotations.NullMarked;
