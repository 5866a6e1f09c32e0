package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.internal.config.ClientSecret;
import io.boosterbeacon.redis.internal.config.EndpointSettings.Guarded;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.server.Claims;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Decides who may call an endpoint: clients with a secret (HTTP Basic, RFC 6749 §2.3.1), and callers with a role whose
 * token is not revoked. Thread-safe.
 */
final class Gate {
    private static final String BASIC = "basic ";
    private static final String BASIC_CHALLENGE = "Basic realm=\"tokens\", charset=\"UTF-8\"";
    private static final String BEARER_CHALLENGE = "Bearer realm=\"tokens\"";

    private final ThrottledLog log = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));
    private final Guarded settings;
    private final TokenBlacklistService blacklist;

    Gate(Guarded settings, TokenBlacklistService blacklist) {
        this.settings = settings;
        this.blacklist = blacklist;
    }

    /**
     * The decision about a request.
     *
     * @param client the id of the client that has called; empty if it was a caller with a role
     * @param actor who has called; empty if the request is refused, or if the caller has no name
     * @param refusal the answer if the request is refused
     */
    record Pass(Optional<String> client, Optional<String> actor, Optional<Answer> refusal) {
        private static Pass ofClient(String id) {
            return new Pass(Optional.of(id), Optional.of(id), Optional.empty());
        }

        private static Pass ofRole(Principal caller) {
            Optional<String> name = Claims.name(caller).filter(text -> text.length() <= TokenTimes.MAX_ID);
            return new Pass(Optional.empty(), name, Optional.empty());
        }

        private static Pass refused(Answer answer) {
            return new Pass(Optional.empty(), Optional.empty(), Optional.of(answer));
        }
    }

    /** Decides. May throw the exception of a store that does not know whether the caller's token is revoked. */
    Pass check(Requester requester) {
        Optional<String> basic = requester
                .authorization()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(BASIC))
                .map(field -> field.substring(BASIC.length()).trim());
        if (basic.isPresent() && !settings.clients().isEmpty()) {
            Optional<String> client = client(basic.get());
            if (client.isEmpty()) {
                logWrongClient();
            }
            return client.map(Pass::ofClient).orElseGet(this::unauthorized);
        }
        Optional<Principal> caller = requester.principal();
        if (caller.isEmpty() || settings.roles().isEmpty()) {
            return unauthorized();
        }
        // a servlet is called without the filter that checks the tokens of callers
        if (caller.get() instanceof JsonWebToken token && blacklist.isTokenRevoked(token)) {
            return unauthorized();
        }
        return settings.roles().stream().anyMatch(requester::hasRole)
                ? Pass.ofRole(caller.get())
                : Pass.refused(Answer.forbidden());
    }

    /** Does not say what was sent: some clients send the secret as the id. */
    private void logWrongClient() {
        boolean unused = log.warn(
                "client", "A client was refused at " + settings.path() + ", because its id or its secret is wrong");
    }

    private Pass unauthorized() {
        String challenge = settings.clients().isEmpty()
                ? BEARER_CHALLENGE
                : settings.roles().isEmpty() ? BASIC_CHALLENGE : BASIC_CHALLENGE + ", " + BEARER_CHALLENGE;
        return Pass.refused(Answer.unauthorized(challenge));
    }

    /**
     * The client whose id and secret these are; empty if there is none. Compares the secret with that of each client.
     */
    private Optional<String> client(String credentials) {
        String text;
        try {
            text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String id = text.substring(0, colon);
        String secret = text.substring(colon + 1);
        // a client should encode both like the parameters of a form, and many do not
        Optional<String> found = client(id, secret);
        return found.isPresent()
                ? found
                : decoded(id).flatMap(name -> decoded(secret).flatMap(it -> client(name, it)));
    }

    private Optional<String> client(String id, String secret) {
        Optional<String> found = Optional.empty();
        for (ClientSecret client : settings.clients()) {
            boolean isSecret = client.is(secret);
            if (isSecret && client.id().equals(id)) {
                found = Optional.of(id);
            }
        }
        return found;
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(Form.decode(text));
        } catch (InvalidRequestException e) {
            return Optional.empty();
        }
    }
}
