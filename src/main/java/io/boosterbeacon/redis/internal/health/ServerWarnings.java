package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.internal.log.SparseLog;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;

/** Says in the log what is wrong with a Redis that was connected: readiness is not looked at while it is up. */
@ApplicationScoped
public class ServerWarnings {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final SparseLog warnings = new SparseLog(LOG);

    @Inject
    private StoreStatus status;

    void look(@Observes RedisConnected connected) {
        var unused = status.store().inspect().thenAccept(report -> report.flatMap(ServerReportText::warning)
                .ifPresent(this::warn));
        lookForRefusals();
    }

    /** The event has no room for what was refused. */
    void look(@Observes StoreDegraded degraded) {
        if (degraded.type() == RedisErrorType.COMMAND_ERROR) {
            lookForRefusals();
        }
    }

    private void lookForRefusals() {
        var unused = status.store()
                .refusals()
                .thenAccept(refusals -> refusals.forEach((feature, why) -> {
                    if (status.features().contains(feature)) {
                        warn(feature.text() + " does not work: " + why);
                    } else if (feature == StoreFeature.PUSHES
                            && status.features().contains(StoreFeature.CACHE)) {
                        warn("caches work without pushes, and callers that wait for a load look again once a second: "
                                + why);
                    }
                }));
    }

    private void warn(String what) {
        String address = status.store().address();
        boolean unused = warnings.warn(what, "Redis at " + address + ": " + what);
    }
}
