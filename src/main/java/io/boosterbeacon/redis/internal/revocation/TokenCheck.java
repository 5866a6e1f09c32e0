package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.revocation.RevocationEpoch.Seen;
import io.boosterbeacon.redis.internal.server.Claims;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.telemetry.CheckOutcome;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
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
    private final Telemetry telemetry;
    private final RevocationMemory memory;
    private final RevocationWatch watch;
    private final RevocationSettings settings;
    private final TokenLife life;
    private final UserIdentity users;
    private final CutoffRule rule;

    /** @param guard with the deadline of checks */
    public TokenCheck(RevocationState state, StoreGuard guard, Telemetry telemetry) {
        this.store = state.store();
        this.guard = guard;
        this.telemetry = telemetry;
        this.memory = state.memory();
        this.watch = state.watch();
        this.settings = state.settings();
        this.life = state.life();
        this.users = state.users();
        this.rule = state.cutoffs();
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
        List<String> users = this.users.all(token);
        if (ids.isEmpty() && users.isEmpty()) {
            // the empty token of a request without one
            return Optional.empty();
        }
        if (isRevoked(token, ids, users)) {
            telemetry.tokenChecked(CheckOutcome.REVOKED);
            return Optional.of(ids.isEmpty() ? users.get(0) : ids.get(0));
        }
        return Optional.empty();
    }

    private boolean isRevoked(JsonWebToken token, List<String> ids, List<String> users) {
        List<String> exemptible = idsAndSession(token);
        if (memory.knowsRevoked(ids) || rule.refuses(token, memory.cutoffMillis(users, exemptible))) {
            memory.notGood(ids);
            return true;
        }
        Seen before = watch.before();
        State found;
        OptionalLong lostAt;
        try {
            found = guard.await(() -> store.find(ids, users));
            memory.foundCutoffs(found.cutoffs(), life.clock().instant());
            if (found.tokenRevoked()) {
                memory.revoked(ids, this.users.of(token), life.left(Claims.moment(token, "exp")));
                return true;
            }
            if (rule.refuses(token, cutoffMillis(found, exemptible))) {
                memory.refused(ids, life.left(Claims.moment(token, "exp")));
                return true;
            }
            lostAt = watch.lostAtMillis(before, found.epoch(), guard);
        } catch (StoreException e) {
            return unlessGoodOfLate(ids, e);
        }
        // the lost revocations may have been of any token and any user: as if all users had a cutoff of that moment
        if (rule.refuses(token, lostAt)) {
            return unlessGoodOfLate(ids, lost());
        }
        memory.foundGood(ids);
        telemetry.tokenChecked(CheckOutcome.GOOD);
        return false;
    }

    private boolean unlessGoodOfLate(List<String> ids, StoreException failure) {
        telemetry.tokenChecked(CheckOutcome.UNKNOWN);
        if (settings.onStoreFailure() == OnFailure.BOUNDED && memory.wasGoodOfLate(ids)) {
            return false;
        }
        throw failure;
    }

    /** The store answers, but not for this token. */
    static StoreException lost() {
        return new StoreException(
                RedisErrorType.UNKNOWN_ERROR,
                "revocation: the store has lost revocations after the token was issued, so that it cannot be checked",
                null);
    }

    private static OptionalLong cutoffMillis(State found, List<String> exemptible) {
        return found.cutoffs().values().stream()
                .flatMapToLong(cutoff -> cutoff.millisOf(exemptible).stream())
                .max();
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

    /** All ids under which a token may be marked, the one by its text first. */
    static List<String> ids(JsonWebToken token) {
        List<String> ids = new ArrayList<>();
        String raw = token.getRawToken();
        if (raw != null && !raw.isEmpty()) {
            ids.add(TokenIdentity.ofVerified(raw));
        }
        Optional<String> tokenId = Claims.text(token, "jti");
        tokenId.ifPresent(id -> ids.add(TokenIdentity.ofId(UserIdentity.issuer(token), id)));
        return ids;
    }

    /** What a cutoff may exempt a token by: its ids, and its session. */
    static List<String> idsAndSession(JsonWebToken token) {
        List<String> ids = new ArrayList<>(ids(token));
        Claims.text(token, "sid")
                .ifPresent(session -> ids.add(TokenIdentity.ofSession(UserIdentity.issuer(token), session)));
        return ids;
    }
}
