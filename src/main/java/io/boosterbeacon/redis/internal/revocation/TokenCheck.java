package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.codec.Claims;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreGuard;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Tells whether a verified token is revoked in any way. One round trip, none for a revocation that this node knows. Thread-safe.
 */
public final class TokenCheck {
    private final RevocationStore store;
    private final StoreGuard guard;
    private final RevocationMemory memory;
    private final RevocationSettings settings;
    private final TokenLife life;

    public TokenCheck(
            RevocationStore store,
            StoreGuard guard,
            RevocationMemory memory,
            RevocationSettings settings,
            InstantSource clock) {
        this.store = store;
        this.guard = guard;
        this.memory = memory;
        this.settings = settings;
        this.life = new TokenLife(settings, clock);
    }

    /**
     * Checks a token.
     *
     * @return the hash that stands for the token, if it is revoked
     * @throws StoreException if the store does not answer, nor may this node answer for it
     */
    public Optional<String> revoked(JsonWebToken token) throws StoreException {
        if (!readable(token)) {
            return Optional.empty();
        }
        List<String> ids = ids(token);
        List<String> users = users(token);
        if (ids.isEmpty() && users.isEmpty()) {
            // the empty token of a request without one
            return Optional.empty();
        }
        return isRevoked(token, ids, users) ? Optional.of(ids.isEmpty() ? users.get(0) : ids.get(0)) : Optional.empty();
    }

    private boolean isRevoked(JsonWebToken token, List<String> ids, List<String> users) {
        if (memory.knowsRevoked(ids) || isCutOff(token, memory.cutoffMillis(users))) {
            memory.notGood(ids);
            return true;
        }
        State found;
        try {
            found = guard.await(() -> store.find(ids, users));
        } catch (StoreException e) {
            if (settings.onStoreFailure() == OnFailure.BOUNDED && memory.wasGoodOfLate(ids)) {
                return false;
            }
            throw e;
        }
        memory.foundCutoffs(found.cutoffs(), life.clock().instant());
        if (found.tokenRevoked()) {
            memory.revoked(ids, life.left(Claims.moment(token, "exp")));
            return true;
        }
        if (isCutOff(token, found.cutoffMillis())) {
            memory.refused(ids, life.left(Claims.moment(token, "exp")));
            return true;
        }
        memory.foundGood(ids);
        return false;
    }

    /** On a public endpoint some servers have a principal for an invalid token that throws from every call: nobody's. */
    private static boolean readable(JsonWebToken token) {
        try {
            String unused = token.getRawToken();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private List<String> users(JsonWebToken token) {
        return settings.userClaims().stream()
                .flatMap(claim -> Claims.text(token, claim).stream())
                .distinct()
                .map(TokenIdentity::ofUser)
                .toList();
    }

    /** All ids under which a token may be marked, the one by its text first. */
    static List<String> ids(JsonWebToken token) {
        List<String> ids = new ArrayList<>();
        String raw = token.getRawToken();
        if (raw != null && !raw.isEmpty()) {
            ids.add(TokenIdentity.ofVerified(raw));
        }
        Optional<String> tokenId = Claims.text(token, "jti");
        tokenId.ifPresent(
                id -> ids.add(TokenIdentity.ofId(Claims.text(token, "iss").orElse(""), id)));
        return ids;
    }

    /**
     * Whether a token was issued up to the cutoff. Claims in seconds (RFC 7519 §2) are compared by the second, so that none
     * of the cutoff's own second passes; {@code iat_ms} by the millisecond. A refreshed token has a new {@code iat} and
     * keeps its {@code auth_time}.
     */
    private static boolean isCutOff(JsonWebToken token, OptionalLong cutoff) {
        if (cutoff.isEmpty()) {
            return false;
        }
        long cutoffMillis = cutoff.getAsLong();
        long cutoffSecond = Math.floorDiv(cutoffMillis, 1_000);
        OptionalLong issued = Claims.moment(token, "iat");
        OptionalLong issuedMillis = Claims.moment(token, "iat_ms");
        if (issued.isEmpty() || issued.getAsLong() < cutoffSecond) {
            return true;
        }
        boolean sameSecondButLater = issuedMillis.isPresent()
                && issuedMillis.getAsLong() > cutoffMillis
                && Math.floorDiv(issuedMillis.getAsLong(), 1_000) == issued.getAsLong();
        if (issued.getAsLong() == cutoffSecond && !sameSecondButLater) {
            return true;
        }
        OptionalLong authenticated = Claims.moment(token, "auth_time");
        return authenticated.isPresent()
                && (authenticated.getAsLong() < cutoffSecond
                        || (authenticated.getAsLong() == cutoffSecond
                                && !(sameSecondButLater && authenticated.getAsLong() == issued.getAsLong())));
    }
}
