/** A WAR whose OpenAPI document has the responses of the library. */
@NullMarked
package io.boosterbeacon.it.application.documented;

import org.jspecify.annotations.NullMarked;
