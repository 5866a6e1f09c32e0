package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A token to be revoked. It is remembered until the later of {@code until} and {@code left} from now: nobody knows which
 * clock is right, and a token that one of them still calls alive must not come back.
 *
 * @param ids the hashes of one token, at least one
 * @param until when the token is over, by the store's clock
 * @param left how long it lives from now, by the node's clock; may be negative
 * @param room how many unverified tokens the store may hold, this one included; empty for a verified one
 * @param owner whose it is, the empty text if it names nobody; empty if nobody has presented the token
 * @param reason for the operator; may be empty
 */
public record TokenMark(
        List<String> ids, Instant until, Duration left, OptionalLong room, Optional<String> owner, String reason) {
    public TokenMark {
        ids = List.copyOf(ids);
    }
}
