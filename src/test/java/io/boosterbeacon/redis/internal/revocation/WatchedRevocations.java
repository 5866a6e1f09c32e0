package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.Optional;

/** Collects what readiness is told of the revocations in the store. */
final class WatchedRevocations implements Telemetry {
    private volatile Optional<Long> skewMillis = Optional.empty();
    private volatile boolean lost;

    @Override
    public void revocationsLost(long untilMillis) {
        lost = true;
    }

    @Override
    public void revocationStateRead(long skew, long lostMillis) {
        skewMillis = Optional.of(skew);
        lost = lostMillis != 0;
    }

    /** Empty before the store has answered for the first time. */
    Optional<Long> skewMillis() {
        return skewMillis;
    }

    boolean lost() {
        return lost;
    }
}
