package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A text that anybody may have made up. Its claims are believed only as far as they concern this very text.
 *
 * @param id the hash of the text
 */
record UnverifiedText(String jwt, String id, TokenTexts texts) implements TokenQuery {
    @Override
    public List<String> ids() {
        return List.of(id);
    }

    @Override
    public List<String> users() {
        return List.of();
    }

    @Override
    public List<String> exemptIds() {
        return ids();
    }

    @Override
    public boolean isRefusedBy(long cutoffMillis) {
        OptionalLong issued = texts.moment(jwt, "iat");
        return issued.orElse(0) <= Math.floorDiv(cutoffMillis, 1_000L);
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
