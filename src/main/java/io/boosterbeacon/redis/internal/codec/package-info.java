/** JSON; the only importer of Jackson. */
@NullMarked
package io.boosterbeacon.redis.internal.codec;

import org.jspecify.annotations.NullMarked;
