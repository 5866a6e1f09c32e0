/** Annotations that are wrong, each in one way. */
@NullMarked
package io.boosterbeacon.it.application.mistakes;

import org.jspecify.annotations.NullMarked;
