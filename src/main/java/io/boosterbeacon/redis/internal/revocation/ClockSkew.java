package io.boosterbeacon.redis.internal.revocation;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Measures how far the store's clock is ahead of this node's clock. Logs when the difference becomes too large, and
 * when it is tolerable again.
 */
final class ClockSkew {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    /** A smaller difference may be caused by a slow answer. */
    private static final Duration TOLERABLE = Duration.ofSeconds(1);

    private final Duration accepted;
    private volatile Optional<Duration> last = Optional.empty();
    private volatile boolean tooMuch;

    /** @param configured {@code beacon.revocation.clock-skew} */
    ClockSkew(Duration configured) {
        accepted = configured.compareTo(TOLERABLE) < 0 ? TOLERABLE : configured;
    }

    /**
     * Compares the store's clock with this node's.
     *
     * @param sent when the request was sent, by this node's clock
     * @param received when the answer arrived, by this node's clock
     * @param storeTime the time of the store's clock when it answered
     */
    void measured(Instant sent, Instant received, Instant storeTime) {
        Duration trip = Duration.between(sent, received);
        Duration skew = Duration.between(sent.plus(trip.dividedBy(2)), storeTime);
        last = Optional.of(skew);
        boolean exceeds = skew.abs().minus(trip.abs().dividedBy(2)).compareTo(accepted) > 0;
        if (exceeds && !tooMuch) {
            LOG.log(
                    Level.WARNING,
                    "The clock of Redis is {0} ms ahead of this node''s; beacon.revocation.clock-skew accepts {1} ms."
                            + " Revocations last until both clocks call a token expired, cutoffs count from the later"
                            + " clock. Correct the clocks.",
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
