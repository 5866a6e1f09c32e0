package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.revocation.RevocationEpoch.Seen;
import io.boosterbeacon.redis.internal.revocation.TokenLife.Remembered;
import io.boosterbeacon.redis.internal.server.Claims;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.CutoffEntry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenMark;
import io.boosterbeacon.redis.internal.store.UserMark;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Revokes through a {@link RevocationStore}. */
public final class StoreTokenBlacklistService implements TokenBlacklistService {
    private static final int MAX_ID = 1_024;
    private static final int MAX_REASON = 256;

    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final RevocationState state;
    private final RevocationStore store;
    private final StoreGuard guard;
    private final RevocationMemory memory;
    private final TokenCheck check;
    private final TokenTexts texts;
    private final Telemetry telemetry;
    private final TokenLife life;
    private final UserIdentity users;
    private final CutoffRule rule;
    private final UnverifiedRate unverified;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param guard with the deadline of revoking calls, longer than that of checks
     * @param nanos a clock like {@link System#nanoTime}
     */
    public StoreTokenBlacklistService(
            RevocationState state,
            StoreGuard guard,
            TokenCheck check,
            Json json,
            Telemetry telemetry,
            LongSupplier nanos) {
        this.state = state;
        this.store = state.store();
        this.guard = guard;
        this.memory = state.memory();
        this.check = check;
        this.texts = new TokenTexts(json);
        this.telemetry = telemetry;
        this.life = state.life();
        this.users = state.users();
        this.rule = state.cutoffs();
        this.unverified = new UnverifiedRate(nanos);
    }

    @Override
    public Revocation revokeToken(String jwt, @Nullable String reason) {
        List<String> ids = List.of(TokenIdentity.ofText(jwt));
        String why = why(reason);
        if (!unverified.admits()) {
            throw tooMany("this node revokes at most " + UnverifiedRate.PER_SECOND + " unverified tokens a second, "
                    + UnverifiedRate.BURST + " at once");
        }
        long room = state.settings().maxUnverified();
        return revoke(
                ids, life.unverified(texts.moment(jwt, "exp")), OptionalLong.of(room), why, memory::revokedUnverified);
    }

    private static StoreException tooMany(String why) {
        return new StoreException(
                RedisErrorType.COMMAND_ERROR,
                "The token was not revoked: " + why + ". Whoever holds a verified token should pass that",
                null);
    }

    @Override
    public Revocation revokeToken(JsonWebToken verified, @Nullable String reason) {
        Optional<String> user = users.of(verified);
        return revoke(
                ids(verified),
                life.inUse(Claims.moment(verified, "exp")),
                OptionalLong.empty(),
                why(reason),
                (ids, left) -> memory.revoked(ids, user, left));
    }

    private static List<String> ids(JsonWebToken verified) {
        List<String> ids = TokenCheck.ids(verified);
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("the token is empty: the request has no verified JWT");
        }
        return ids;
    }

    @Override
    public Revocation revokeTokenId(String issuer, String tokenId, Instant expiresAt, @Nullable String reason) {
        return revoke(
                List.of(TokenIdentity.ofId(id("issuer", issuer), id("tokenId", tokenId))),
                life.trusted(expiresAt),
                OptionalLong.empty(),
                why(reason),
                memory::revoked);
    }

    /** @param known tells this node's memory how long to know the ids */
    private Revocation revoke(
            List<String> ids,
            Remembered kept,
            OptionalLong room,
            String why,
            BiConsumer<List<String>, Duration> known) {
        Seen before = state.watch().before();
        Entry entry = guard.await(() -> store.revokeToken(new TokenMark(ids, kept.until(), kept.left(), room, why)));
        state.watch().revoked(before, entry.epoch());
        switch (entry.kept()) {
            case NO_ROOM ->
                throw tooMany("the store holds " + room.orElse(0) + " unverified tokens, as many as "
                        + ConfigKeys.REVOCATION_MAX_UNVERIFIED + " accepts");
            case EXPIRED -> {
                return new Revocation(
                        Scope.TOKEN, ids.get(0), Outcome.ALREADY_EXPIRED, entry.revokedAt(), entry.expiresAt());
            }
            case STORED -> {
                // either clock may be wrong
                Duration stored = Duration.between(entry.revokedAt(), entry.expiresAt());
                known.accept(ids, stored.compareTo(kept.left()) > 0 ? stored : kept.left());
            }
        }
        return told(Scope.TOKEN, ids.get(0), entry.fresh(), entry.revokedAt(), entry.expiresAt(), why);
    }

    @Override
    public Revocation revokeAllUserTokens(String userId, @Nullable String reason, RevokeOptions options) {
        String user = TokenIdentity.ofUser(id("userId", userId));
        if (state.settings().userClaims().size() > 1 && warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "revokeAllUserTokens(userId, …) refuses the tokens of whoever has this name in any of {0}: where users choose one"
                            + " of these, they can log others out. Pass the token or the claim''s name, or name one claim in {1}.",
                    String.join(", ", state.settings().userClaims()),
                    ConfigKeys.REVOCATION_USER_CLAIMS);
        }
        return cutOff(user, state.clock().instant(), reason, options);
    }

    @Override
    public Revocation revokeAllUserTokens(String claim, String value, @Nullable String reason, RevokeOptions options) {
        return cutOff(users.of(claim, id("value", value)), state.clock().instant(), reason, options);
    }

    @Override
    public Revocation revokeAllUserTokens(JsonWebToken verified, @Nullable String reason, RevokeOptions options) {
        List<String> unused = ids(verified);
        String user = users.of(verified)
                .orElseThrow(
                        () -> new IllegalArgumentException("the token names no user; accepted: one with sub or one of "
                                + ConfigKeys.REVOCATION_USER_CLAIMS));
        // the issuer's clock may be ahead of both: it has reached the moment at which it issued this token
        long atLeast = Math.max(
                state.clock().millis(), CutoffRule.issuedMillis(verified).orElse(0));
        Revocation all = cutOff(user, Instant.ofEpochMilli(atLeast), reason, options);
        boolean meant = options.issuedBefore().isEmpty()
                && options.except().map(TokenCheck::idsAndSession).stream()
                        .allMatch(kept -> Collections.disjoint(kept, TokenCheck.idsAndSession(verified)));
        if (meant && !rule.refuses(verified, OptionalLong.of(all.revokedAt().toEpochMilli()))) {
            // its issuer's clock is so far ahead that no cutoff reaches it
            revokeToken(verified, reason);
        }
        return all;
    }

    private Revocation cutOff(String user, Instant atLeast, @Nullable String reason, RevokeOptions options) {
        String why = why(reason);
        Set<String> except = options.except()
                .map(session -> {
                    List<String> unused = ids(session);
                    return Set.copyOf(TokenCheck.idsAndSession(session));
                })
                .orElse(Set.of());
        UserMark mark = new UserMark(
                user,
                options.issuedBefore().map(this::lastRefused),
                atLeast,
                except,
                state.settings().retention(),
                why);
        Seen before = state.watch().before();
        CutoffEntry entry = guard.await(() -> store.revokeUser(mark));
        state.watch().revoked(before, entry.epoch());
        memory.foundCutoffs(Map.of(user, entry.cutoff()), state.clock().instant());
        return told(Scope.USER, user, entry.fresh(), entry.revokedAt(), entry.expiresAt(), why);
    }

    private Instant lastRefused(Instant issuedBefore) {
        Instant latest = state.clock().instant().plus(UserMark.MAX_AHEAD);
        if (issuedBefore.isAfter(latest)) {
            throw new IllegalArgumentException(
                    "issuedBefore is " + issuedBefore + "; accepted: until " + latest + ", an hour from now");
        }
        Instant first = Instant.ofEpochMilli(2);
        return (issuedBefore.isBefore(first) ? first : issuedBefore).minusMillis(1);
    }

    private Revocation told(
            Scope scope, String id, boolean fresh, Instant revokedAt, Instant expiresAt, String reason) {
        Revocation revocation =
                new Revocation(scope, id, fresh ? Outcome.REVOKED : Outcome.ALREADY_REVOKED, revokedAt, expiresAt);
        telemetry.revoked(revocation, reason);
        return revocation;
    }

    @Override
    public boolean isTokenRevoked(String jwt) {
        List<String> ids = List.of(TokenIdentity.ofText(jwt));
        if (memory.knowsRevoked(ids)) {
            return true;
        }
        Seen before = state.watch().before();
        State found = guard.await(() -> store.find(ids, List.of()));
        if (found.tokenRevoked()) {
            return true;
        }
        OptionalLong lostAt = state.watch().lostAtMillis(before, found.epoch(), guard);
        if (lostAt.isPresent() && texts.moment(jwt, "iat").orElse(0) <= Math.floorDiv(lostAt.getAsLong(), 1_000L)) {
            throw TokenCheck.lost();
        }
        return false;
    }

    @Override
    public void acknowledgeLoss() {
        state.watch().acknowledgeLoss(guard);
    }

    @Override
    public boolean isTokenRevoked(JsonWebToken verified) {
        return check.revoked(verified).isPresent();
    }

    @Override
    public BlacklistStats getBlacklistStats() {
        RevocationStore.Stats stats = guard.await(store::stats);
        return new BlacklistStats(stats.tokens(), stats.users(), stats.oldest(), stats.newest());
    }

    private static String id(String name, String value) {
        if (value.isEmpty() || value.length() > MAX_ID) {
            throw new IllegalArgumentException(
                    name + " has " + value.length() + " characters; accepted: 1 to " + MAX_ID);
        }
        return value;
    }

    private static String why(@Nullable String reason) {
        if (reason != null && reason.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "reason has " + reason.length() + " characters; accepted: at most " + MAX_REASON);
        }
        return reason == null ? "" : reason;
    }
}
