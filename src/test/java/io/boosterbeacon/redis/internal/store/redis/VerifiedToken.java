package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A verified token that was issued at a moment, in milliseconds since the epoch. */
public record VerifiedToken(List<String> marks, List<String> groups, long issuedAt, boolean acceptsStale)
        implements TokenQuery {
    /** A token that was issued long ago, and is only accepted if it can be checked. */
    public static VerifiedToken of(String id, String... groups) {
        return new VerifiedToken(List.of(id), List.of(groups), 1, false);
    }

    /** The same token, which counts as good for a while if it cannot be checked. */
    public VerifiedToken acceptingStale() {
        return new VerifiedToken(marks, groups, issuedAt, true);
    }

    @Override
    public List<String> ids() {
        return marks;
    }

    @Override
    public Optional<String> owner() {
        return groups.stream().findFirst();
    }

    @Override
    public boolean isRefusedBy(long cutoffMillis) {
        return issuedAt <= cutoffMillis;
    }

    @Override
    public Duration left() {
        return Duration.ofHours(1);
    }

    @Override
    public boolean isVerified() {
        return true;
    }
}
