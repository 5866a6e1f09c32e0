/** Annotations that are wrong, each in one way. */
@NullMarked
package io.boosterbeacon.it.mistakes;

import org.jspecify.annotations.NullMarked;
