/** An application whose paths the configuration limits: resources, a servlet, and paths that nothing answers. */
@NullMarked
package io.boosterbeacon.it.application.paths;

import org.jspecify.annotations.NullMarked;
