/** A small bank: caches in JTA transactions, and behind the interceptors of others. */
@NullMarked
package io.boosterbeacon.it.application.bank;

import org.jspecify.annotations.NullMarked;
