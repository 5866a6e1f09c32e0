/** JAX-RS applications that are limited as a whole, or not at all. */
@NullMarked
package io.boosterbeacon.it.application.whole;

import org.jspecify.annotations.NullMarked;
