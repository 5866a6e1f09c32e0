/** An application whose annotations stand where they are easily overlooked. */
@NullMarked
package io.boosterbeacon.it.enforced;

import org.jspecify.annotations.NullMarked;
