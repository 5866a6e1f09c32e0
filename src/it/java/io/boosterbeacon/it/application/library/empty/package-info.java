/** An {@code Application} that leaves everything to scanning. */
@NullMarked
package io.boosterbeacon.it.application.library.empty;

import org.jspecify.annotations.NullMarked;
