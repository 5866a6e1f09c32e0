package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.telemetry.CircuitState;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What readiness shows without a call of the store: it is known from telemetry. Thread-safe. */
@LibrarySingleton
final class ObservedStore implements Telemetry {
    private final ConcurrentMap<StoreUse, CircuitState> circuits = new ConcurrentHashMap<>();
    private volatile boolean watched;
    private volatile long skewMillis;
    private volatile long lostMillis;
    private volatile @Nullable String replica;

    @Override
    public void circuitChanged(StoreUse use, CircuitState state) {
        circuits.put(use, state);
    }

    @Override
    public void revocationsLost(long untilMillis) {
        lostMillis = untilMillis;
    }

    @Override
    public void revocationStateRead(long skew, long lost) {
        skewMillis = skew;
        lostMillis = lost;
        watched = true;
    }

    @Override
    public void replicaObserved(boolean fresh, int revocations) {
        replica = (fresh ? "fresh, " : "stale, ") + revocations + " revocations";
    }

    /** The fields of readiness, by name. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (StoreUse use : StoreUse.values()) {
            fields.put(
                    "circuit." + use.text(),
                    circuits.getOrDefault(use, CircuitState.CLOSED).text());
        }
        if (watched) {
            fields.put("clockSkewMillis", Long.toString(skewMillis));
        }
        if (lostMillis != 0) {
            fields.put("revocationsLostAt", Instant.ofEpochMilli(lostMillis).toString());
        }
        String observed = replica;
        if (observed != null) {
            fields.put("revocationReplica", observed);
        }
        return fields;
    }
}
