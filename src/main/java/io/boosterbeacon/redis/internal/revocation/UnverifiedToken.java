package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An unverified token, which anybody could have invented. Its claims are only used for decisions about the same token.
 *
 * @param id the hash of the token
 * @param issuerSkew how far the clock of its issuer may be ahead
 */
record UnverifiedToken(String jwt, String id, UnverifiedClaims claims, Duration issuerSkew) implements TokenQuery {
    @Override
    public List<String> ids() {
        return List.of(id);
    }

    @Override
    public List<String> groups() {
        return List.of();
    }

    @Override
    public List<String> marks() {
        return ids();
    }

    @Override
    public Optional<String> owner() {
        return Optional.empty();
    }

    @Override
    public boolean isRefusedBy(long cutoffMillis) {
        OptionalLong issued = claims.moment(jwt, "iat");
        return issued.orElse(0) <= Math.floorDiv(CutoffRule.extended(cutoffMillis, issuerSkew), 1_000L);
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
