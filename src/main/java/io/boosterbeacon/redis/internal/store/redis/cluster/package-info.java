/** Connections to a cluster: its topology and its nodes. */
@NullMarked
package io.boosterbeacon.redis.internal.store.redis.cluster;

import org.jspecify.annotations.NullMarked;
