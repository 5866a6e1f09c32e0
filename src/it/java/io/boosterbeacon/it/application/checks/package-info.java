/** Resources with {@code @RevocationCheck} wherever it may stand, in two JAX-RS applications. */
@NullMarked
package io.boosterbeacon.it.application.checks;

import org.jspecify.annotations.NullMarked;
