package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.jose.KeysUnavailableException;
import io.boosterbeacon.redis.internal.jose.TokenVerifier;
import io.boosterbeacon.redis.internal.jose.Verification;
import io.boosterbeacon.redis.internal.jose.VerifiedToken;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.server.Claims;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * OAuth 2.0 Token Introspection (RFC 7662): this service's view. A token is active if a known issuer has signed it for
 * one of the configured audiences, if it is in use by this node's clock, and if it is not revoked in any way. The store is
 * asked about each token, whatever the failure policy of requests says: others rely on the answer. Of all others the
 * answer says nothing but that they are not active (§2.2): also of a token with a new key of its issuer that cannot be
 * fetched yet, because whoever invents key ids could otherwise make the endpoint fail. Thread-safe.
 */
final class IntrospectEndpoint implements Endpoint {
    private static final Map<String, Object> INACTIVE = Map.of("active", false);

    private final ThrottledLog log = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));
    private final Gate gate;
    private final Predicate<JsonWebToken> isRevoked;
    private final TokenVerifier verifier;
    private final TokenTimes times;

    /** @param isRevoked asks the store; throws its exception if it does not answer */
    IntrospectEndpoint(Gate gate, Predicate<JsonWebToken> isRevoked, TokenVerifier verifier, TokenTimes times) {
        this.gate = gate;
        this.isRevoked = isRevoked;
        this.verifier = verifier;
        this.times = times;
    }

    @Override
    public Answer answer(Requester requester, Form form) throws InvalidRequestException {
        try {
            Gate.Pass pass = gate.check(requester);
            if (pass.refusal().isPresent()) {
                return pass.refusal().get();
            }
            Verification found = verifier.verify(form.required("token"));
            return found instanceof Verification.Signed signed && isActive(signed.token())
                    ? Answer.ok(active(signed.token()))
                    : Answer.ok(INACTIVE);
        } catch (KeysUnavailableException | RedisException e) {
            log.warn("It is not known whether a token is active", e);
            return Answer.unavailable();
        }
    }

    private boolean isActive(VerifiedToken token) {
        return times.isInUse(token)
                && isForThisService(token)
                && !LogoutToken.isLogoutToken(token)
                && !isRevoked.test(token);
    }

    private static boolean isForThisService(VerifiedToken token) {
        List<String> accepted = token.trusted().audiences();
        return accepted.isEmpty() || !Collections.disjoint(accepted, Claims.texts(token, "aud"));
    }

    private static Map<String, Object> active(VerifiedToken token) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("active", true);
        put(members, "scope", TokenTimes.text(token, "scope"));
        put(members, "client_id", TokenTimes.text(token, "client_id").or(() -> TokenTimes.text(token, "azp")));
        put(members, "username", TokenTimes.text(token, "upn").or(() -> TokenTimes.text(token, "preferred_username")));
        Object bound = token.value("cnf");
        members.put("token_type", bound instanceof Map<?, ?> key && key.containsKey("jkt") ? "DPoP" : "Bearer");
        // whoever relies on this answer must see that a token is bound to a key (RFC 8705 §3.2, RFC 9449 §6.2)
        putIfPresent(members, "cnf", bound);
        for (String claim : List.of("exp", "iat", "nbf")) {
            TokenTimes.seconds(token, claim).ifPresent(seconds -> members.put(claim, seconds));
        }
        put(members, "sub", TokenTimes.text(token, "sub"));
        putIfPresent(members, "aud", token.value("aud"));
        put(members, "iss", TokenTimes.text(token, "iss"));
        put(members, "jti", TokenTimes.text(token, "jti"));
        return members;
    }

    private static void put(Map<String, Object> members, String name, Optional<String> value) {
        value.ifPresent(text -> members.put(name, text));
    }

    private static void putIfPresent(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
