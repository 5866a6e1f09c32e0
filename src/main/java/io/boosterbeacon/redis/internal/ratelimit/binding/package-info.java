/** How calls of CDI beans and requests reach the decision: interceptors, the current caller, and who has counted what. */
@NullMarked
package io.boosterbeacon.redis.internal.ratelimit.binding;

import org.jspecify.annotations.NullMarked;
