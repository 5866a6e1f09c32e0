/** A WAR without the library: what a server does by itself. */
@NullMarked
package io.boosterbeacon.it.control;

import org.jspecify.annotations.NullMarked;
