/** What is not JAX-RS, or outlives its request, and is checked all the same. Added to the demo. */
@NullMarked
package io.boosterbeacon.it.application.guarded;

import org.jspecify.annotations.NullMarked;
