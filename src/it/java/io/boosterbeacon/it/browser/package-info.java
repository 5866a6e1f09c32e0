/** The demo's page in a browser. */
@NullMarked
package io.boosterbeacon.it.browser;

import org.jspecify.annotations.NullMarked;
