package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.revocation.TokenLifetime.Remembered;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Creates the requests for what is revoked whenever its tokens were issued: single tokens and sessions. Thread-safe.
 */
final class MarkRequests {
    private final RevocationSettings settings;
    private final InstantSource clock;
    private final TokenFacts.Rules rules;
    private final UnverifiedClaims claims;
    private final UnverifiedRate unverified;

    /** @param nanos a clock like {@link System#nanoTime} */
    MarkRequests(RevocationRules rules, UnverifiedClaims claims, LongSupplier nanos) {
        this.settings = rules.settings();
        this.clock = rules.clock();
        this.rules = rules.ofTokens();
        this.claims = claims;
        this.unverified = new UnverifiedRate(nanos);
    }

    /** The scope of a target; empty if it is that of a group. */
    Optional<Scope> scope(RevocationTarget target) {
        if (target instanceof RevocationTarget.Session || target instanceof RevocationTarget.SessionOf) {
            return Optional.of(Scope.SESSION);
        }
        boolean isToken = target instanceof RevocationTarget.Text
                || target instanceof RevocationTarget.Verified
                || target instanceof RevocationTarget.TokenId;
        return isToken ? Optional.of(Scope.TOKEN) : Optional.empty();
    }

    /** The hashes under which a token or a session is revoked. */
    List<String> ids(RevocationTarget target) {
        if (target instanceof RevocationTarget.Text text) {
            return List.of(TokenIdentity.ofText(text.jwt()));
        }
        if (target instanceof RevocationTarget.Verified token) {
            return facts(token.verified()).ids();
        }
        if (target instanceof RevocationTarget.TokenId id) {
            return List.of(
                    TokenIdentity.ofId(Arguments.id("issuer", id.issuer()), Arguments.id("tokenId", id.tokenId())));
        }
        if (target instanceof RevocationTarget.SessionOf session) {
            return List.of(facts(session.verified())
                    .session()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the token names no session; accepted: one with a sid claim")));
        }
        if (target instanceof RevocationTarget.Session session) {
            return List.of(TokenIdentity.ofSession(
                    Arguments.id("issuer", session.issuer()), Arguments.id("sessionId", session.sessionId())));
        }
        throw new IllegalArgumentException("not a token nor a session: " + target);
    }

    /** The request for a token or a session. */
    TokenRevocation of(RevocationTarget target, RevocationNote note, RevokeOptions options) {
        Arguments.requireWhole(target.toString(), options);
        if (target instanceof RevocationTarget.Verified token) {
            return of(facts(token.verified()), note, options);
        }
        List<String> ids = ids(target);
        if (target instanceof RevocationTarget.Text text) {
            if (!unverified.admits()) {
                throw tooMany("this node revokes at most " + UnverifiedRate.PER_SECOND + " unverified tokens a second, "
                        + UnverifiedRate.BURST + " at once");
            }
            Remembered kept = rules.life().unverified(claims.moment(text.jwt(), "exp"));
            OptionalLong room = OptionalLong.of(settings.maxUnverified());
            return new TokenRevocation(Scope.TOKEN, ids, end(kept, options), kept.left(), room, Optional.empty(), note);
        }
        // a user can begin any number of sessions, and end them
        Optional<String> owner = target instanceof RevocationTarget.SessionOf session
                ? Optional.of(facts(session.verified()).owner().orElse(""))
                : Optional.empty();
        boolean isToken = target instanceof RevocationTarget.TokenId;
        Remembered kept = target instanceof RevocationTarget.TokenId id
                ? rules.life().trusted(id.expiresAt())
                : new Remembered(clock.instant().plus(settings.groupRetention()), settings.groupRetention());
        return new TokenRevocation(
                isToken ? Scope.TOKEN : Scope.SESSION,
                ids,
                end(kept, options),
                kept.left(),
                OptionalLong.empty(),
                owner,
                note);
    }

    /** The request for a verified token. */
    TokenRevocation of(TokenFacts token, RevocationNote note, RevokeOptions options) {
        Remembered kept = rules.life().inUse(token.times().expiry());
        return new TokenRevocation(
                Scope.TOKEN,
                token.ids(),
                end(kept, options),
                kept.left(),
                OptionalLong.empty(),
                Optional.of(token.owner().orElse("")),
                note);
    }

    private Instant end(Remembered kept, RevokeOptions options) {
        return Arguments.end(kept.until(), options, clock.instant());
    }

    /** The claims of a verified token. */
    TokenFacts facts(JsonWebToken verified) {
        TokenFacts facts = TokenFacts.of(verified, rules);
        if (facts.ids().isEmpty()) {
            throw new IllegalArgumentException("the token is empty: the request has no verified JWT");
        }
        return facts;
    }

    /** The failure if the store has no room for an unverified token. */
    static StoreException noRoom(TokenRevocation token) {
        return tooMany("the store holds " + token.maxUnverified().orElse(0) + " unverified tokens, as many as "
                + ConfigKeys.REVOCATION_MAX_UNVERIFIED + " accepts");
    }

    private static StoreException tooMany(String cause) {
        return new StoreException(
                RedisErrorType.COMMAND_ERROR,
                "The token was not revoked: " + cause + ". Whoever holds a verified token should pass that",
                null);
    }
}
