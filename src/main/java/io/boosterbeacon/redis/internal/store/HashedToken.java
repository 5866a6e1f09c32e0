package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A token of which only the hashes of itself and its groups are known. No cutoff refuses it. */
record HashedToken(List<String> ids, List<String> groups) implements TokenQuery {
    @Override
    public List<String> marks() {
        return ids;
    }

    @Override
    public Optional<String> owner() {
        return Optional.empty();
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
    public boolean isStrict() {
        return true;
    }

    @Override
    public boolean isVerified() {
        return false;
    }
}
