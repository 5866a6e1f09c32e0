/** Values that say by annotations of Jackson and JSON-B how they are written. */
@NullMarked
package io.boosterbeacon.it.application.annotated;

import org.jspecify.annotations.NullMarked;
