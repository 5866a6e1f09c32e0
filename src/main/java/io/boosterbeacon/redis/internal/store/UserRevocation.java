package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The revocation of a user's tokens up to a cutoff.
 *
 * @param user the hash of the user
 * @param moment the cutoff; empty for now
 * @param atLeast the node's current time. Without {@code moment} the cutoff is the later one of this and the store's
 *     time, but at most {@link #MAX_AHEAD} after the store's time
 * @param except the ids of tokens that this cutoff does not refuse; may be empty
 * @param retention how long the cutoff is stored
 * @param reason for the operator; may be empty
 */
public record UserRevocation(
        String user, Optional<Instant> moment, Instant atLeast, Set<String> except, Duration retention, String reason) {
    /**
     * The maximum accepted lead of a node's clock over the store's clock: a wrong clock must not lock out a user for
     * days.
     */
    public static final Duration MAX_AHEAD = Duration.ofHours(1);

    public UserRevocation {
        except = Set.copyOf(except);
    }
}
