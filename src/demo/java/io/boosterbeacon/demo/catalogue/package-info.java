/** The products: a slow warehouse, prices that all instances share, and the cache in front of them. */
@NullMarked
package io.boosterbeacon.demo.catalogue;

import org.jspecify.annotations.NullMarked;
