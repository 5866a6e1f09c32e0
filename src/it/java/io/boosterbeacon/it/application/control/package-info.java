/** A WAR without the library: what a server does by itself. */
@NullMarked
package io.boosterbeacon.it.application.control;

import org.jspecify.annotations.NullMarked;
