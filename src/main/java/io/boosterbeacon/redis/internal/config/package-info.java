/** The names of all properties, typed settings, and annotations merged with their overrides. */
@NullMarked
package io.boosterbeacon.redis.internal.config;

import org.jspecify.annotations.NullMarked;
