/** JSON of values, their envelope, and hashes. Only this package imports Jackson. */
@NullMarked
package io.boosterbeacon.redis.internal.codec;

import org.jspecify.annotations.NullMarked;
