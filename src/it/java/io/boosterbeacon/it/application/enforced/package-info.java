/** An application whose annotations are in places that are easily overlooked. */
@NullMarked
package io.boosterbeacon.it.application.enforced;

import org.jspecify.annotations.NullMarked;
