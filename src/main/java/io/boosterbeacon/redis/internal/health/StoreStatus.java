package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.internal.config.HealthSettings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreGuard;
import java.util.List;

/** What readiness looks at. */
public record StoreStatus(Store store, List<StoreGuard> guards, HealthSettings settings) {}
