package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;

/** Nothing but hashes of a token and of its users. No cutoff refuses it. */
record UnreadToken(List<String> ids, List<String> users) implements TokenQuery {
    @Override
    public List<String> exemptIds() {
        return ids;
    }

    @Override
    public boolean isRefusedBy(long cutoffMillis) {
        return false;
    }

    @Override
    public Duration left() {
        return Duration.ZERO;
    }

    @Override
    public boolean isVerified() {
        return false;
    }
}
