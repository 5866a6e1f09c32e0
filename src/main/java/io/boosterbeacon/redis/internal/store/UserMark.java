package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A user's cutoff to be set.
 *
 * @param user hash of the user
 * @param moment up to when tokens are refused; empty for now
 * @param atLeast if it is for now: what the node calls now. The later of this and the store's clock counts, at most
 *     {@link #MAX_AHEAD} ahead of that
 * @param except ids of tokens that this cutoff leaves alone; may be empty
 * @param retention how long to keep it
 * @param reason for the operator; may be empty
 */
public record UserMark(
        String user, Optional<Instant> moment, Instant atLeast, Set<String> except, Duration retention, String reason) {
    /** How far a node's clock is believed to be ahead of the store's: a wrong one must not refuse a user for days. */
    public static final Duration MAX_AHEAD = Duration.ofHours(1);

    public UserMark {
        except = Set.copyOf(except);
    }
}
