/** What two nodes of one application count together: limits of all kinds, waits, and quotas of another service. */
@NullMarked
package io.boosterbeacon.it.application.nodes;

import org.jspecify.annotations.NullMarked;
