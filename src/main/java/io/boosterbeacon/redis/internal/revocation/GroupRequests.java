package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Creates the requests for groups of tokens: users, clients, issuers and claims. Thread-safe. */
final class GroupRequests {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final RevocationSettings settings;
    private final InstantSource clock;
    private final TokenGroups groups;
    private final MarkRequests marks;
    private final AtomicBoolean warned = new AtomicBoolean();

    GroupRequests(RevocationRules rules, MarkRequests marks) {
        this.settings = rules.settings();
        this.clock = rules.clock();
        this.groups = rules.groups();
        this.marks = marks;
    }

    /**
     * A group.
     *
     * @param id the hash
     * @param atLeast its cutoff is not earlier, unless the options say a moment
     */
    record Group(Scope scope, String id, Instant atLeast) {}

    /** The group that a target names. */
    Group group(RevocationTarget target) {
        if (target instanceof RevocationTarget.UserOf user) {
            return userOf(user.verified());
        }
        if (target instanceof RevocationTarget.UserClaim user) {
            return now(Scope.USER, groups.users().of(user.claim(), Arguments.id("value", user.value())));
        }
        if (target instanceof RevocationTarget.UserName user) {
            return now(Scope.USER, named(Arguments.id("userId", user.userId())));
        }
        if (target instanceof RevocationTarget.Client client) {
            return now(Scope.CLIENT, TokenIdentity.ofClient(Arguments.id("clientId", client.clientId())));
        }
        if (target instanceof RevocationTarget.Issuer issuer) {
            return now(Scope.ISSUER, TokenIdentity.ofIssuer(Arguments.id("issuer", issuer.issuer())));
        }
        if (target instanceof RevocationTarget.Claim claim) {
            return now(Scope.CLAIM, groups.of(claim.claim(), Arguments.id("value", claim.value())));
        }
        throw new IllegalArgumentException("not a group of tokens: " + target);
    }

    private Group now(Scope scope, String id) {
        return new Group(scope, id, clock.instant());
    }

    private Group userOf(JsonWebToken verified) {
        TokenFacts token = marks.facts(verified);
        String user = token.owner()
                .orElseThrow(
                        () -> new IllegalArgumentException("the token names no user; accepted: one with sub or one of "
                                + ConfigKeys.REVOCATION_USER_CLAIMS));
        // the issuer's clock may be ahead of both clocks: the cutoff must not be before this token was issued
        return new Group(
                Scope.USER,
                user,
                Instant.ofEpochMilli(Math.max(clock.millis(), token.times().issuedAtMillis())));
    }

    private String named(String userId) {
        if (settings.userClaims().size() > 1 && warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "revokeAllUserTokens(userId, …) refuses the tokens of whoever has this name in any of {0}: where"
                            + " users choose one of these, they can log others out. Pass the token or the claim''s name,"
                            + " or name one claim in {1}.",
                    String.join(", ", settings.userClaims()),
                    ConfigKeys.REVOCATION_USER_CLAIMS);
        }
        return TokenIdentity.ofUser(userId);
    }

    GroupRevocation of(RevocationTarget target, RevocationNote note, RevokeOptions options) {
        Group group = group(target);
        Set<String> except = options.except()
                .map(session -> Set.copyOf(marks.facts(session).marks()))
                .orElse(Set.of());
        Instant now = clock.instant();
        Instant end = Arguments.end(now.plus(settings.groupRetention()), options, now);
        return new GroupRevocation(
                group.scope(),
                group.id(),
                options.issuedBefore().map(this::lastRefused),
                group.atLeast(),
                except,
                Duration.between(now, end),
                note);
    }

    private Instant lastRefused(Instant issuedBefore) {
        Instant latest = clock.instant().plus(GroupRevocation.MAX_AHEAD);
        if (issuedBefore.isAfter(latest)) {
            throw new IllegalArgumentException(
                    "issuedBefore is " + issuedBefore + "; accepted: until " + latest + ", an hour from now");
        }
        Instant first = Instant.ofEpochMilli(2);
        return (issuedBefore.isBefore(first) ? first : issuedBefore).minusMillis(1);
    }
}
