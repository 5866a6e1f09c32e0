package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.CheckOutcome;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.RevocationMode;
import java.security.Principal;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a verified token is revoked: by itself, by its session, or by a cutoff of its user, client, issuer or
 * claims. Thread-safe.
 */
public final class TokenCheck {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private static final RevocationPolicy IN_STORE = new RevocationPolicy(RevocationMode.STRICT, OnFailure.CLOSED);

    private final RevocationStore store;
    private final TokenFacts.Rules rules;
    private final Telemetry telemetry;

    /** @param store a store with the deadline of checks */
    public TokenCheck(RevocationStore store, RevocationRules rules, Telemetry telemetry) {
        this.store = store;
        this.rules = rules.ofTokens();
        this.telemetry = telemetry;
    }

    /**
     * Checks a token, as the configuration says. Throws what the token throws if it cannot be read.
     *
     * @return the hash that identifies the token, if it is revoked
     * @throws StoreException if the store does not answer, and this node's memory does not allow an answer either
     */
    public Optional<String> revoked(JsonWebToken token) throws StoreException {
        TokenFacts facts = TokenFacts.of(token, rules);
        return !facts.isEmpty() && isRevoked(facts) ? Optional.of(facts.id()) : Optional.empty();
    }

    /**
     * Whether a token is revoked, by what the store says now. Throws what the token throws if it cannot be read.
     *
     * @throws StoreException if the store does not answer, and this node does not know that the token is revoked
     */
    public boolean isRevokedInStore(JsonWebToken token) throws StoreException {
        TokenFacts facts = TokenFacts.of(token, rules, IN_STORE);
        return !facts.isEmpty() && isRevoked(facts);
    }

    /** Decides about a token by the configured policy. Like {@link #decide(JsonWebToken, RevocationPolicy)}. */
    public TokenDecision decide(JsonWebToken token) {
        return decide(token, rules.configured());
    }

    /**
     * Decides about a token by a policy that is on. Waits for the store at most its deadline. Never throws: a token that
     * cannot be checked, because the thread is interrupted or it cannot be read, is refused.
     */
    public TokenDecision decide(JsonWebToken token, RevocationPolicy policy) {
        try {
            TokenFacts facts = TokenFacts.of(token, rules, policy);
            if (facts.isEmpty()) {
                return TokenDecision.NO_TOKEN;
            }
            return isRevoked(facts) ? revoked(facts, token) : TokenDecision.ACCEPTED;
        } catch (StoreException e) {
            return policy.onStoreFailure() == OnFailure.OPEN ? TokenDecision.ACCEPTED : TokenDecision.UNAVAILABLE;
        } catch (CallerInterruptedException e) {
            return TokenDecision.UNAVAILABLE;
        } catch (RuntimeException e) {
            // the server cannot return a claim, or the token belongs to a request that has ended
            LOG.warn("A verified token could not be checked for revocation", e);
            return TokenDecision.UNAVAILABLE;
        }
    }

    private TokenDecision revoked(TokenFacts facts, JsonWebToken token) {
        return TokenDecision.revoked(
                facts.id(), () -> facts.foundBy(token, rules.groups().users()));
    }

    private boolean isRevoked(TokenFacts facts) {
        try {
            State found = Answers.await(store.find(facts));
            boolean revoked = found.revokes(facts);
            telemetry.tokenChecked(
                    revoked
                            ? CheckOutcome.REVOKED
                            : found.isNothingKnown() ? CheckOutcome.UNKNOWN : CheckOutcome.NOT_REVOKED);
            return revoked;
        } catch (StoreException e) {
            if (e.getCause() instanceof RuntimeException thrown && facts.isUnreadable(e)) {
                throw thrown;
            }
            telemetry.tokenChecked(CheckOutcome.UNKNOWN);
            throw e;
        }
    }

    /**
     * The token of a request, if its caller has one. For an invalid token on a public endpoint, some servers provide a
     * principal whose methods all throw; it counts as no token. Anywhere else, a token that cannot be read is refused.
     */
    public static Optional<JsonWebToken> ofRequest(@Nullable Principal caller) {
        return caller instanceof JsonWebToken token && isReadable(token) ? Optional.of(token) : Optional.empty();
    }

    private static boolean isReadable(JsonWebToken token) {
        try {
            String unused = token.getRawToken();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
