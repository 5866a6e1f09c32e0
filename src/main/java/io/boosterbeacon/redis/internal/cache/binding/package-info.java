/** The cache annotations: what they mean, and the interceptors that carry them out. */
@NullMarked
package io.boosterbeacon.redis.internal.cache.binding;

import org.jspecify.annotations.NullMarked;
