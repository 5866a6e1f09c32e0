/** A WAR that uses what the demo does not, with an {@code Application} that lists its classes. */
@NullMarked
package io.boosterbeacon.it.application.library;

import org.jspecify.annotations.NullMarked;
