package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.EndpointSettings;
import io.boosterbeacon.redis.internal.jose.TokenVerifier;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The configured endpoints. Thread-safe. */
public final class Endpoints {
    private final Map<String, Endpoint> byPath = new HashMap<>();
    private final Json json;

    /**
     * Creates the endpoints.
     *
     * @param verifier null if no issuers are configured
     */
    public Endpoints(EndpointSettings settings, Parts parts, @Nullable TokenVerifier verifier) {
        this.json = parts.json();
        TokenBlacklistService blacklist = parts.blacklist();
        TokenTimes times = new TokenTimes(parts.clock(), parts.skew());
        settings.revoke()
                .ifPresent(each -> byPath.put(
                        each.path(),
                        new RevokeEndpoint(
                                new Gate(each, blacklist), blacklist, verifier, new TokenOwners(parts.json()), times)));
        settings.introspect()
                .ifPresent(each -> byPath.put(
                        each.path(),
                        new IntrospectEndpoint(
                                new Gate(each, blacklist),
                                parts.isRevoked(),
                                Objects.requireNonNull(verifier),
                                times)));
        settings.logout()
                .ifPresent(each -> byPath.put(
                        each.path(),
                        new LogoutEndpoint(
                                each.revokes(),
                                blacklist,
                                Objects.requireNonNull(verifier),
                                new UsedTokens(parts.keyValues(), times),
                                times)));
    }

    /**
     * What endpoints are made of.
     *
     * @param isRevoked asks the store about a token, and throws its exception if the store does not answer
     * @param keyValues with the deadline of programmatic calls
     * @param skew how far clocks may differ
     */
    public record Parts(
            TokenBlacklistService blacklist,
            Predicate<JsonWebToken> isRevoked,
            KeyValueStore keyValues,
            Json json,
            InstantSource clock,
            Duration skew) {}

    /** The endpoint of a path within the application; empty if there is none. */
    public Optional<Endpoint> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Writes the body of an answer. */
    public String text(Answer answer) {
        return json.text(answer.body());
    }
}
