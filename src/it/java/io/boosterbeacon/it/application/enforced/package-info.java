/** An application whose annotations stand where they are easily overlooked. */
@NullMarked
package io.boosterbeacon.it.application.enforced;

import org.jspecify.annotations.NullMarked;
