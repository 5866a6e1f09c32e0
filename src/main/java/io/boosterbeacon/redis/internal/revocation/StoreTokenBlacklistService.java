package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.revocation.TokenLifetime.Remembered;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.CutoffEntry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.UserRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Revokes through a {@link RevocationStore}. */
public final class StoreTokenBlacklistService implements TokenBlacklistService {
    private static final int MAX_ID = 1_024;
    private static final int MAX_REASON = 256;

    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final RevocationStore store;
    private final TokenCheck check;
    private final RevocationSettings settings;
    private final InstantSource clock;
    private final TokenFacts.Rules rules;
    private final UnverifiedClaims claims;
    private final Telemetry telemetry;
    private final UnverifiedRate unverified;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Creates the service.
     *
     * @param store a store with the deadline of revocations, which is longer than that of checks
     * @param nanos a clock like {@link System#nanoTime}
     */
    public StoreTokenBlacklistService(
            RevocationStore store,
            TokenCheck check,
            RevocationRules rules,
            Json json,
            Telemetry telemetry,
            LongSupplier nanos) {
        this.store = store;
        this.check = check;
        this.settings = rules.settings();
        this.clock = rules.clock();
        this.rules = rules.ofTokens();
        this.claims = new UnverifiedClaims(json);
        this.telemetry = telemetry;
        this.unverified = new UnverifiedRate(nanos);
    }

    @Override
    public Revocation revokeToken(String jwt, @Nullable String reason) {
        List<String> ids = List.of(TokenIdentity.ofText(jwt));
        String checkedReason = checkedReason(reason);
        if (!unverified.admits()) {
            throw tooMany("this node revokes at most " + UnverifiedRate.PER_SECOND + " unverified tokens a second, "
                    + UnverifiedRate.BURST + " at once");
        }
        Remembered kept = rules.life().unverified(claims.moment(jwt, "exp"));
        OptionalLong room = OptionalLong.of(settings.maxUnverified());
        return revoke(new TokenRevocation(ids, kept.until(), kept.left(), room, Optional.empty(), checkedReason));
    }

    private static StoreException tooMany(String cause) {
        return new StoreException(
                RedisErrorType.COMMAND_ERROR,
                "The token was not revoked: " + cause + ". Whoever holds a verified token should pass that",
                null);
    }

    @Override
    public Revocation revokeToken(JsonWebToken verified, @Nullable String reason) {
        return revoke(facts(verified), checkedReason(reason));
    }

    private Revocation revoke(TokenFacts token, String checkedReason) {
        Remembered kept = rules.life().inUse(token.times().expiry());
        Optional<String> owner = Optional.of(token.owner().orElse(""));
        return revoke(new TokenRevocation(
                token.ids(), kept.until(), kept.left(), OptionalLong.empty(), owner, checkedReason));
    }

    private TokenFacts facts(JsonWebToken verified) {
        TokenFacts facts = TokenFacts.of(verified, rules);
        if (facts.ids().isEmpty()) {
            throw new IllegalArgumentException("the token is empty: the request has no verified JWT");
        }
        return facts;
    }

    @Override
    public Revocation revokeTokenId(String issuer, String tokenId, Instant expiresAt, @Nullable String reason) {
        String id = TokenIdentity.ofId(id("issuer", issuer), id("tokenId", tokenId));
        Remembered kept = rules.life().trusted(expiresAt);
        return revoke(new TokenRevocation(
                List.of(id), kept.until(), kept.left(), OptionalLong.empty(), Optional.empty(), checkedReason(reason)));
    }

    private Revocation revoke(TokenRevocation token) {
        Entry entry = Answers.await(store.revokeToken(token));
        String id = token.ids().get(0);
        return switch (entry.kept()) {
            case NO_ROOM ->
                throw tooMany("the store holds " + token.maxUnverified().orElse(0) + " unverified tokens, as many as "
                        + ConfigKeys.REVOCATION_MAX_UNVERIFIED + " accepts");
            case EXPIRED ->
                new Revocation(Scope.TOKEN, id, Outcome.ALREADY_EXPIRED, entry.revokedAt(), entry.expiresAt());
            case STORED ->
                published(Scope.TOKEN, id, entry.fresh(), entry.revokedAt(), entry.expiresAt(), token.reason());
        };
    }

    @Override
    public Revocation revokeAllUserTokens(String userId, @Nullable String reason, RevokeOptions options) {
        String user = TokenIdentity.ofUser(id("userId", userId));
        if (settings.userClaims().size() > 1 && warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "revokeAllUserTokens(userId, …) refuses the tokens of whoever has this name in any of {0}: where"
                            + " users choose one of these, they can log others out. Pass the token or the claim''s name,"
                            + " or name one claim in {1}.",
                    String.join(", ", settings.userClaims()),
                    ConfigKeys.REVOCATION_USER_CLAIMS);
        }
        return cutOff(user, clock.instant(), reason, options);
    }

    @Override
    public Revocation revokeAllUserTokens(String claim, String value, @Nullable String reason, RevokeOptions options) {
        return cutOff(rules.users().of(claim, id("value", value)), clock.instant(), reason, options);
    }

    @Override
    public Revocation revokeAllUserTokens(JsonWebToken verified, @Nullable String reason, RevokeOptions options) {
        TokenFacts token = facts(verified);
        String user = token.owner()
                .orElseThrow(
                        () -> new IllegalArgumentException("the token names no user; accepted: one with sub or one of "
                                + ConfigKeys.REVOCATION_USER_CLAIMS));
        // the issuer's clock may be ahead of both clocks: the cutoff must not be before this token was issued
        long atLeast = Math.max(clock.millis(), token.times().issuedAtMillis());
        Revocation all = cutOff(user, Instant.ofEpochMilli(atLeast), reason, options);
        boolean coversThisToken = options.issuedBefore().isEmpty()
                && options.except().stream()
                        .allMatch(kept -> Collections.disjoint(facts(kept).exemptIds(), token.exemptIds()));
        if (coversThisToken && !token.isRefusedBy(all.revokedAt().toEpochMilli())) {
            // the issuer's clock is so far ahead that no cutoff refuses this token: revoke the token itself
            Revocation unused = revoke(token, checkedReason(reason));
        }
        return all;
    }

    private Revocation cutOff(String user, Instant atLeast, @Nullable String reason, RevokeOptions options) {
        String checkedReason = checkedReason(reason);
        Set<String> except = options.except()
                .map(session -> Set.copyOf(facts(session).exemptIds()))
                .orElse(Set.of());
        UserRevocation mark = new UserRevocation(
                user,
                options.issuedBefore().map(this::lastRefused),
                atLeast,
                except,
                settings.retention(),
                checkedReason);
        CutoffEntry entry = Answers.await(store.revokeUser(mark));
        return published(Scope.USER, user, entry.fresh(), entry.revokedAt(), entry.expiresAt(), checkedReason);
    }

    private Instant lastRefused(Instant issuedBefore) {
        Instant latest = clock.instant().plus(UserRevocation.MAX_AHEAD);
        if (issuedBefore.isAfter(latest)) {
            throw new IllegalArgumentException(
                    "issuedBefore is " + issuedBefore + "; accepted: until " + latest + ", an hour from now");
        }
        Instant first = Instant.ofEpochMilli(2);
        return (issuedBefore.isBefore(first) ? first : issuedBefore).minusMillis(1);
    }

    private Revocation published(
            Scope scope, String id, boolean fresh, Instant revokedAt, Instant expiresAt, String reason) {
        Revocation revocation =
                new Revocation(scope, id, fresh ? Outcome.REVOKED : Outcome.ALREADY_REVOKED, revokedAt, expiresAt);
        telemetry.revoked(revocation, reason);
        return revocation;
    }

    @Override
    public boolean isTokenRevoked(String jwt) {
        UnverifiedToken token = new UnverifiedToken(jwt, TokenIdentity.ofText(jwt), claims);
        return Answers.await(store.find(token)).revokes(token);
    }

    @Override
    public void acknowledgeLoss() {
        Beat unused = Answers.await(store.acknowledgeLoss(Known.nothing(clock.instant(), settings.retention())));
    }

    @Override
    public boolean isTokenRevoked(JsonWebToken verified) {
        return check.revoked(verified).isPresent();
    }

    @Override
    public BlacklistStats getBlacklistStats() {
        RevocationStore.Stats stats = Answers.await(store.stats());
        return new BlacklistStats(stats.tokens(), stats.users(), stats.oldest(), stats.newest());
    }

    private static String id(String name, String value) {
        if (value.isEmpty() || value.length() > MAX_ID) {
            throw new IllegalArgumentException(
                    name + " has " + value.length() + " characters; accepted: 1 to " + MAX_ID);
        }
        return value;
    }

    private static String checkedReason(@Nullable String reason) {
        if (reason != null && reason.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "reason has " + reason.length() + " characters; accepted: at most " + MAX_REASON);
        }
        return reason == null ? "" : reason;
    }
}
