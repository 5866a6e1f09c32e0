package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.server.LibrarySingleton;

/**
 * One feature of the library: a {@link LibrarySingleton} that is built from the {@link Platform} and a few settings,
 * and that produces the beans of the feature. A new bean needs one field and one producer method in its module, and no
 * other change.
 *
 * <p>All modules are created when the application starts, not with its first request.
 */
interface FeatureModule {}
