/** Classes that are added to the WAR of {@code it.library} to show each failure policy. */
@NullMarked
package io.boosterbeacon.it.application.outage;

import org.jspecify.annotations.NullMarked;
