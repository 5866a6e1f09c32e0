/** Every name of a property, and typed settings. */
@NullMarked
package io.boosterbeacon.redis.internal.config;

import org.jspecify.annotations.NullMarked;
