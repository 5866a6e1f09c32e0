/** The WARs that the tests deploy. */
@NullMarked
package io.boosterbeacon.it.archive;

import org.jspecify.annotations.NullMarked;
