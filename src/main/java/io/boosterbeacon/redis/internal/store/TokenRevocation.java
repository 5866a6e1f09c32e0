package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The revocation of a token. It is stored until the later one of {@code until} and {@code left} from now: it is unknown
 * which clock is right, and the revocation must last as long as the token is valid by either clock.
 *
 * @param ids the hashes of the token, at least one
 * @param until when the token expires, by the store's clock
 * @param left the remaining lifetime of the token, by the node's clock; may be negative
 * @param maxUnverified the maximum number of unverified tokens in the store, including this one; empty for a verified
 *     token
 * @param owner the hash of its user, an empty text if the token names none; empty if the token itself was not presented
 * @param reason for the operator; may be empty
 */
public record TokenRevocation(
        List<String> ids,
        Instant until,
        Duration left,
        OptionalLong maxUnverified,
        Optional<String> owner,
        String reason) {
    public TokenRevocation {
        ids = List.copyOf(ids);
    }
}
