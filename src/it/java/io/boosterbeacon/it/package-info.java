/** The demo WAR on real servers, seen from outside. */
@NullMarked
package io.boosterbeacon.it;

import org.jspecify.annotations.NullMarked;
