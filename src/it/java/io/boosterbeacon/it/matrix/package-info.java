/** Records which tests have run on which server, and makes a table of the results. */
@NullMarked
package io.boosterbeacon.it.matrix;

import org.jspecify.annotations.NullMarked;
