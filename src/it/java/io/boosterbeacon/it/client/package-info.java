/** Callers of an application under test, and what they send and get. */
@NullMarked
package io.boosterbeacon.it.client;

import org.jspecify.annotations.NullMarked;
