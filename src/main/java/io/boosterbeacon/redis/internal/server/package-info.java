/** What is found out about the server: which optional APIs it has, and whether its JAX-RS knows of this library. */
@NullMarked
package io.boosterbeacon.redis.internal.server;

import org.jspecify.annotations.NullMarked;
