package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;

/**
 * Logs what is wrong with a Redis that answers. Readiness shows it, too, but operators look at readiness only when it
 * is down.
 */
@ApplicationScoped
public class ServerWarnings {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final ThrottledLog warnings = new ThrottledLog(LOG);

    @Inject
    private StoreStatus status;

    void onConnected(@Observes RedisConnected connected) {
        var unused = status.store().inspect().thenAccept(report -> report.flatMap(ServerReportText::warning)
                .ifPresent(this::warn));
        warnOfRefusals();
    }

    /** The event does not say which commands were refused. */
    void onDegraded(@Observes StoreDegraded degraded) {
        if (degraded.type() == RedisErrorType.COMMAND_ERROR) {
            warnOfRefusals();
        }
    }

    private void warnOfRefusals() {
        var unused = status.store()
                .refusals()
                .thenAccept(refusals -> refusals.forEach((feature, why) -> {
                    if (feature == StoreFeature.AUDIT) {
                        if (status.features().contains(feature)) {
                            warn("revocations are in force, but they are not audited: " + why);
                        }
                    } else if (status.features().contains(feature)) {
                        warn(feature.text() + " does not work: " + why);
                    } else if (feature == StoreFeature.PUSHES
                            && status.features().contains(StoreFeature.CACHE)) {
                        warn("caches work without pushes, and callers that wait for a load poll twice a second: "
                                + why);
                    }
                }));
    }

    private void warn(String what) {
        String address = status.store().address();
        boolean unused = warnings.warn(what, "Redis at " + address + ": " + what);
    }
}
