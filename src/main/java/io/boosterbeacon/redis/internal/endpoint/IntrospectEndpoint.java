package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.jose.KeysUnavailableException;
import io.boosterbeacon.redis.internal.jose.TokenVerifier;
import io.boosterbeacon.redis.internal.jose.Verification;
import io.boosterbeacon.redis.internal.jose.VerifiedToken;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.server.Claims;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OAuth 2.0 Token Introspection (RFC 7662): this service's view. A token is active if a known issuer has signed it for
 * one of the configured audiences, if it is in use by this node's clock, and if it is not revoked in any way. Of all
 * others the answer says nothing but that they are not active (§2.2): also of a token with a new key of its issuer that
 * cannot be fetched yet, because whoever invents key ids could otherwise make the endpoint fail. Thread-safe.
 */
final class IntrospectEndpoint implements Endpoint {
    private static final Map<String, Object> INACTIVE = Map.of("active", false);

    private final ThrottledLog log = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));
    private final Gate gate;
    private final TokenBlacklistService blacklist;
    private final TokenVerifier verifier;
    private final TokenTimes times;

    IntrospectEndpoint(Gate gate, TokenBlacklistService blacklist, TokenVerifier verifier, TokenTimes times) {
        this.gate = gate;
        this.blacklist = blacklist;
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
                && !blacklist.isTokenRevoked(token);
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
        members.put("token_type", "Bearer");
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
