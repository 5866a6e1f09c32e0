/** The servers of the matrix, each started as its users start it, as one Arquillian container. */
@NullMarked
package io.boosterbeacon.it.server;

import org.jspecify.annotations.NullMarked;
