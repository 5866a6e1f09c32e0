package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.server.Claims;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.revocation.RevocationMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a verified token that matter for revocation. All claims are read at once on the request's thread,
 * because a server's principal may be valid only there. Values that are rarely needed are computed later.
 */
final class TokenFacts implements TokenQuery {
    private final List<String> ids;
    private final List<String> marks;
    private final TokenGroups.Found groups;
    private final TokenTimes times;
    private final @Nullable RuntimeException unreadable;
    private final CutoffRule rule;
    private final TokenLifetime life;
    private final RevocationPolicy policy;

    private TokenFacts(JsonWebToken token, String issuer, List<String> ids, Rules rules, RevocationPolicy policy) {
        this.ids = ids;
        this.marks = marks(token, issuer, ids);
        this.groups = rules.groups().of(token, issuer);
        this.rule = rules.cutoffs();
        this.life = rules.life();
        this.policy = policy;
        TokenTimes read = new TokenTimes(0, 0, 0, 0);
        RuntimeException failure = null;
        try {
            read = TokenTimes.of(token);
        } catch (RuntimeException e) {
            // a server may throw for a claim of an unexpected type: that only matters if the claim is needed
            failure = e;
        }
        this.times = read;
        this.unreadable = failure;
    }

    /** Reads the claims of a verified token. */
    static TokenFacts of(JsonWebToken token, Rules rules) {
        return of(token, rules, rules.configured());
    }

    /** Reads the claims of a verified token that is checked by a policy. */
    static TokenFacts of(JsonWebToken token, Rules rules, RevocationPolicy policy) {
        String issuer = Claims.text(token, "iss").orElse("");
        return new TokenFacts(token, issuer, ids(token, issuer), rules, policy);
    }

    private static List<String> marks(JsonWebToken token, String issuer, List<String> ids) {
        Optional<String> session = Claims.text(token, "sid");
        if (session.isEmpty()) {
            return ids;
        }
        List<String> all = new ArrayList<>(ids.size() + 1);
        all.addAll(ids);
        all.add(TokenIdentity.ofSession(issuer, session.get()));
        return all;
    }

    private static List<String> ids(JsonWebToken token, String issuer) {
        List<String> ids = new ArrayList<>(2);
        String raw = token.getRawToken();
        if (raw != null && !raw.isEmpty()) {
            ids.add(TokenIdentity.ofVerified(raw));
        }
        Optional<String> tokenId = Claims.text(token, "jti");
        if (tokenId.isPresent()) {
            ids.add(TokenIdentity.ofId(issuer, tokenId.get()));
        }
        return ids;
    }

    @Override
    public List<String> ids() {
        return ids;
    }

    @Override
    public List<String> marks() {
        return marks;
    }

    @Override
    public List<String> groups() {
        return groups.all();
    }

    @Override
    public Optional<String> owner() {
        return groups.user();
    }

    /** The hash of the session; empty if the token names none. */
    Optional<String> session() {
        return marks.size() == ids.size() ? Optional.empty() : Optional.of(marks.get(ids.size()));
    }

    @Override
    public boolean isRefusedBy(long cutoffMillis) {
        return rule.refuses(times(), cutoffMillis);
    }

    @Override
    public Duration left() {
        return life.left(times().expiry());
    }

    @Override
    public boolean isStrict() {
        return policy.mode() == RevocationMode.STRICT;
    }

    @Override
    public boolean acceptsStale() {
        return policy.onStoreFailure() == OnFailure.BOUNDED;
    }

    @Override
    public boolean isVerified() {
        return true;
    }

    /**
     * Whether the token has expired by this node's clock, and by any other that differs by the accepted skew. False if
     * its times cannot be read.
     */
    boolean hasExpired() {
        return unreadable == null && life.hasExpired(times.expiry());
    }

    /** The times of the token; throws the exception of the server if they could not be read. */
    TokenTimes times() {
        if (unreadable != null) {
            throw unreadable;
        }
        return times;
    }

    /** Whether a failure was caused by a claim that could not be read. */
    boolean isUnreadable(Throwable failure) {
        return unreadable != null && failure.getCause() == unreadable;
    }

    /**
     * Further hashes by which the audit's entries about the token are found: its other ids, its session, and the names of
     * its user.
     */
    List<String> foundBy(JsonWebToken token, UserIdentity users) {
        List<String> hashes = new ArrayList<>(marks.subList(Math.min(1, marks.size()), marks.size()));
        hashes.addAll(users.names(token));
        return hashes;
    }

    /** Whether there are no claims: the empty token of a request without one. */
    boolean isEmpty() {
        return marks.isEmpty() && groups.all().isEmpty();
    }

    /** Tokens with equal keys are revoked together and expire together. */
    Object key() {
        return ids.isEmpty() ? List.of(marks, groups.all(), times, unreadable == null) : ids.get(0);
    }

    /** The hash that identifies the token. */
    String id() {
        return marks.isEmpty() ? groups.all().get(0) : marks.get(0);
    }

    /**
     * The rules by which tokens are read and refused.
     *
     * @param configured the policy where no annotation applies
     */
    record Rules(TokenGroups groups, CutoffRule cutoffs, TokenLifetime life, RevocationPolicy configured) {}
}
