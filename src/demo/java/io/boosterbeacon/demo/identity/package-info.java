/** A small identity provider: it signs the tokens that the server then verifies by MicroProfile JWT. */
@NullMarked
package io.boosterbeacon.demo.identity;

import org.jspecify.annotations.NullMarked;
