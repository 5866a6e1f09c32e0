package io.boosterbeacon.redis.internal.revocation;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far the store's clock is ahead of this node's, as last measured; logged when it begins to be too much. */
final class ClockSkew {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    /** Less cannot be told from a slow answer. */
    private static final Duration TOLERABLE = Duration.ofSeconds(1);

    private final Duration accepted;
    private volatile Optional<Duration> last = Optional.empty();
    private volatile boolean tooMuch;

    /** @param configured {@code beacon.revocation.clock-skew} */
    ClockSkew(Duration configured) {
        accepted = configured.compareTo(TOLERABLE) < 0 ? TOLERABLE : configured;
    }

    /**
     * The store has told its time.
     *
     * @param asked when it was asked, by this node's clock
     * @param answered when the answer was there; the store told its time halfway
     */
    void measured(Instant asked, Instant answered, Instant told) {
        Duration trip = Duration.between(asked, answered);
        Duration skew = Duration.between(asked.plus(trip.dividedBy(2)), told);
        last = Optional.of(skew);
        boolean exceeds = skew.abs().minus(trip.abs().dividedBy(2)).compareTo(accepted) > 0;
        if (exceeds && !tooMuch) {
            LOG.log(
                    Level.WARNING,
                    "The clock of Redis is {0} ms ahead of this node''s; beacon.revocation.clock-skew accepts {1} ms. Revocations"
                            + " last until both clocks call a token expired, cutoffs count from the later clock. Correct the clocks.",
                    Long.toString(skew.toMillis()),
                    Long.toString(accepted.toMillis()));
        } else if (!exceeds && tooMuch) {
            LOG.log(Level.INFO, "The clocks of Redis and of this node agree again");
        }
        tooMuch = exceeds;
    }

    Optional<Duration> last() {
        return last;
    }
}
