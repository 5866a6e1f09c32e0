package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.server.LibrarySingleton;

/**
 * One feature of the library: a {@link LibrarySingleton} that is built from the {@link Platform} and a few settings, and that
 * produces the beans of the feature. A new bean is one more field and one more producer method there, and nothing elsewhere.
 *
 * <p>All modules are created when the application starts, not with its first request. What a module starts, it hands to
 * {@link Platform#own}.
 */
interface FeatureModule {}
