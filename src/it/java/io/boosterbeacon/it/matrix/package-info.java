/** What was run where, and the table of it. */
@NullMarked
package io.boosterbeacon.it.matrix;

import org.jspecify.annotations.NullMarked;
