/** An application with timers of enterprise beans. */
@NullMarked
package io.boosterbeacon.it.application.timers;

import org.jspecify.annotations.NullMarked;
