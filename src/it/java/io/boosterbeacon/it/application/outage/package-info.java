/** What is added to the WAR of {@code it.library} to see each policy for the time without Redis. */
@NullMarked
package io.boosterbeacon.it.application.outage;

import org.jspecify.annotations.NullMarked;
