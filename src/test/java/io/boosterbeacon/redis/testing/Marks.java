package io.boosterbeacon.redis.testing;

import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.UserRevocation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Revocations that depend on the store's clock alone. */
public final class Marks {
    private Marks() {}

    /** A verified token. */
    public static TokenRevocation token(List<String> ids, Instant until) {
        return new TokenRevocation(ids, until, Duration.ofDays(-1), OptionalLong.empty(), Optional.empty(), "why");
    }

    /** A token that nobody has verified, given as text. */
    public static TokenRevocation text(String id, Instant until, long room) {
        return new TokenRevocation(
                List.of(id), until, Duration.ofDays(-1), OptionalLong.of(room), Optional.empty(), "why");
    }

    /** A cutoff for all tokens of a user until now. */
    public static UserRevocation user(String user, Duration retention) {
        return new UserRevocation(user, Optional.empty(), Instant.EPOCH, Set.of(), retention, "why");
    }
}
