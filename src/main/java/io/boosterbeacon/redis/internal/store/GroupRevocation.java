package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The revocation of the tokens of a group up to a cutoff. A group is a user, a client, an issuer, or the tokens with a
 * value in a claim.
 *
 * @param scope the kind of group
 * @param group the hash of the group
 * @param moment the cutoff; empty for now
 * @param atLeast the node's current time. Without {@code moment} the cutoff is the later one of this and the store's
 *     time, but at most {@link #MAX_AHEAD} after the store's time
 * @param except the ids of tokens that this cutoff does not refuse; may be empty
 * @param retention how long the cutoff is stored; at least as long as any family of refresh tokens lives that exists now,
 *     unless it is rotated; see {@link RefreshStore}
 * @param note the reason, who revokes, and whether nothing is stored
 */
public record GroupRevocation(
        Scope scope,
        String group,
        Optional<Instant> moment,
        Instant atLeast,
        Set<String> except,
        Duration retention,
        RevocationNote note) {
    /**
     * The maximum accepted lead of a node's clock over the store's clock: a wrong clock must not lock out a group for
     * days.
     */
    public static final Duration MAX_AHEAD = Duration.ofHours(1);

    public GroupRevocation {
        except = Set.copyOf(except);
    }
}
