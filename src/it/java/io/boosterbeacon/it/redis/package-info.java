/** The Redis of a test class, and its content. */
@NullMarked
package io.boosterbeacon.it.redis;

import org.jspecify.annotations.NullMarked;
