package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;

/** A token of which only the hashes of itself and its users are known. No cutoff refuses it. */
record HashedToken(List<String> ids, List<String> users) implements TokenQuery {
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
