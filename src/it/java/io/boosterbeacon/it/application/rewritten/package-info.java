/** A resource for tokens that the server verifies with the key of an elliptic curve. */
@NullMarked
package io.boosterbeacon.it.application.rewritten;

import org.jspecify.annotations.NullMarked;
