/** Limited calls of beans that another interceptor or container runs later, elsewhere or again. */
@NullMarked
package io.boosterbeacon.it.application.calls;

import org.jspecify.annotations.NullMarked;
