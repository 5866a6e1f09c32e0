package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.Optional;

/** What readiness hears of the revocations in the store. */
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

    /** Empty before the first answer of the store. */
    Optional<Long> skewMillis() {
        return skewMillis;
    }

    boolean lost() {
        return lost;
    }
}
