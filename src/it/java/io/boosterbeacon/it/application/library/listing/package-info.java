/** An {@code Application} that lists its classes. */
@NullMarked
package io.boosterbeacon.it.application.library.listing;

import org.jspecify.annotations.NullMarked;
