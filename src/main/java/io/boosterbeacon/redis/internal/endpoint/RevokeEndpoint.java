package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.jose.KeysUnavailableException;
import io.boosterbeacon.redis.internal.jose.TokenVerifier;
import io.boosterbeacon.redis.internal.jose.Verification;
import io.boosterbeacon.redis.internal.jose.VerifiedToken;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * OAuth 2.0 Token Revocation (RFC 7009). Revokes a token that a known issuer has signed, by its text and its
 * {@code jti}. Of a token that nobody here can verify, only the text is revoked; a forged one revokes nothing, and both are
 * answered with 200, because such a token is invalid (§2.2). One whose signature cannot be verified here, while others may
 * accept it, is refused as an unsupported type, and never called revoked. Neither {@code token_type_hint} nor its value matters: all
 * JWTs are found in the same way (§2.1). Opaque tokens are refused as an unsupported type. Thread-safe.
 */
final class RevokeEndpoint implements Endpoint {
    private static final String REASON = "revoked by RFC 7009";
    private static final String UNSUPPORTED = "unsupported_token_type";

    private final ThrottledLog log = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));
    private final Gate gate;
    private final TokenBlacklistService blacklist;
    private final @Nullable TokenVerifier verifier;
    private final TokenOwners owners;
    private final TokenTimes times;

    /** @param verifier null if no issuers are configured */
    RevokeEndpoint(
            Gate gate,
            TokenBlacklistService blacklist,
            @Nullable TokenVerifier verifier,
            TokenOwners owners,
            TokenTimes times) {
        this.gate = gate;
        this.blacklist = blacklist;
        this.verifier = verifier;
        this.owners = owners;
        this.times = times;
    }

    @Override
    public Answer answer(Requester requester, Form form) throws InvalidRequestException {
        try {
            Gate.Pass pass = gate.check(requester);
            if (pass.refusal().isPresent()) {
                return pass.refusal().get();
            }
            Optional<String> unused = form.optional("token_type_hint");
            return revoke(form.required("token").trim(), pass);
        } catch (KeysUnavailableException | RedisException e) {
            log.warn("A token was not revoked by RFC 7009, and the client was told so", e);
            return Answer.unavailable();
        }
    }

    private Answer revoke(String jwt, Gate.Pass caller) throws KeysUnavailableException {
        Verification found = verifier == null ? new Verification.Unverifiable() : verifier.verify(jwt);
        if (found instanceof Verification.UnknownKey) {
            return Answer.unavailable();
        }
        if (found instanceof Verification.Signed signed) {
            return isOfAnother(caller, client -> TokenOwners.isOf(client, signed.token()))
                    ? ofAnother()
                    : revoke(signed.token(), caller);
        }
        if (found instanceof Verification.Forged) {
            logFailure("the issuer that it names has not signed it; the client was told that the token is not valid");
            return Answer.ok();
        }
        if (found instanceof Verification.Unsupported) {
            logFailure("its algorithm is not accepted, or the key of its issuer cannot be used with it; the client was"
                    + " told so");
            return Answer.refused(UNSUPPORTED, "the signature of the token cannot be verified here");
        }
        return isOfAnother(caller, client -> owners.isOf(client, jwt)) ? ofAnother() : revokeText(jwt, caller);
    }

    private void logFailure(String cause) {
        boolean unused = log.warn(cause, "A token was not revoked by RFC 7009, because " + cause);
    }

    /** §2.1: a client can only revoke the tokens that were issued to it. */
    private static boolean isOfAnother(Gate.Pass caller, Predicate<String> isOf) {
        return caller.client().filter(isOf.negate()).isPresent();
    }

    private static Answer ofAnother() {
        return Answer.refused("invalid_grant", "the token was issued to another client");
    }

    private Answer revoke(VerifiedToken token, Gate.Pass caller) {
        if (!times.hasExpiredForAll(token)) {
            Revocation unused = blacklist.revoke(RevocationTarget.token(token), REASON, options(caller));
            return Answer.ok();
        }
        return revokeExpired(token, caller);
    }

    /** A token that has expired long ago is only stored if the clock of the store says otherwise. */
    private Answer revokeExpired(VerifiedToken token, Gate.Pass caller) {
        Optional<String> id = TokenTimes.text(token, "jti").filter(text -> text.length() <= TokenTimes.MAX_ID);
        if (id.isEmpty()) {
            return revokeText(token.getRawToken(), caller);
        }
        Instant expiry = Instant.ofEpochSecond(
                Math.max(0, TokenTimes.seconds(token, "exp").orElse(0)));
        Revocation unused = blacklist.revoke(
                RevocationTarget.tokenId(token.getIssuer(), id.get(), expiry), REASON, options(caller));
        return Answer.ok();
    }

    private Answer revokeText(String jwt, Gate.Pass caller) {
        try {
            Revocation unused = blacklist.revoke(RevocationTarget.token(jwt), REASON, options(caller));
            return Answer.ok();
        } catch (IllegalArgumentException e) {
            return Answer.refused(UNSUPPORTED, "the token is no JWT in compact form");
        }
    }

    private static RevokeOptions options(Gate.Pass caller) {
        return caller.actor().map(RevokeOptions.all()::actor).orElse(RevokeOptions.all());
    }
}
