/** The Redis of a test class, and what is in it. */
@NullMarked
package io.boosterbeacon.it.redis;

import org.jspecify.annotations.NullMarked;
