package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.server.Claims;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * What a verified token says of itself. All claims are read at once, on the thread of the request: a server's principal may
 * be good for that thread only. What is needed rarely is worked out of them later.
 */
final class TokenFacts implements TokenQuery {
    private final List<String> ids;
    private final List<String> users;
    private final String issuer;
    private final Optional<String> session;
    private final TokenMoments moments;
    private final @Nullable RuntimeException unreadable;
    private final CutoffRule rule;
    private final TokenLife life;

    private TokenFacts(JsonWebToken token, String issuer, List<String> ids, List<String> users, Rules rules) {
        this.ids = ids;
        this.users = users;
        this.issuer = issuer;
        this.session = Claims.text(token, "sid");
        this.rule = rules.cutoffs();
        this.life = rules.life();
        TokenMoments read = new TokenMoments(0, 0, 0, 0);
        RuntimeException failure = null;
        try {
            read = TokenMoments.of(token);
        } catch (RuntimeException e) {
            // a server may fail to give a claim of an odd type: no matter unless it is needed
            failure = e;
        }
        this.moments = read;
        this.unreadable = failure;
    }

    /** What a verified token says. */
    static TokenFacts of(JsonWebToken token, Rules rules) {
        String issuer = Claims.text(token, "iss").orElse("");
        return new TokenFacts(token, issuer, ids(token, issuer), rules.users().all(token, issuer), rules);
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
    public List<String> users() {
        return users;
    }

    @Override
    public List<String> exemptIds() {
        if (session.isEmpty()) {
            return ids;
        }
        List<String> all = new ArrayList<>(ids);
        all.add(TokenIdentity.ofSession(issuer, session.get()));
        return all;
    }

    @Override
    public boolean isRefusedBy(long cutoffMillis) {
        return rule.refuses(moments(), cutoffMillis);
    }

    @Override
    public Duration left() {
        return life.left(moments().expiry());
    }

    @Override
    public boolean isVerified() {
        return true;
    }

    /** What its moments say; throws what the server threw. */
    TokenMoments moments() {
        if (unreadable != null) {
            throw unreadable;
        }
        return moments;
    }

    /** Whether a failure comes from a claim that could not be read. */
    boolean isUnreadable(Throwable failure) {
        return unreadable != null && failure.getCause() == unreadable;
    }

    /** Whether it says nothing: the empty token of a request without one. */
    boolean isEmpty() {
        return ids.isEmpty() && users.isEmpty();
    }

    /** What stands for it. */
    String id() {
        return ids.isEmpty() ? users.get(0) : ids.get(0);
    }

    /** By what tokens are read and refused. */
    record Rules(UserIdentity users, CutoffRule cutoffs, TokenLife life) {}
}
