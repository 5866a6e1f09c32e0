package io.boosterbeacon.redis.revocation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options of a family of refresh tokens: what the access tokens of the login have in their claims, and how long it lives.
 * Immutable; each method returns a new object.
 */
public final class RefreshOptions {
    private static final RefreshOptions NONE = new RefreshOptions(null, Map.of(), null);

    private final @Nullable String session;
    private final Map<String, String> claims;
    private final @Nullable Duration lifetime;

    private RefreshOptions(@Nullable String session, Map<String, String> claims, @Nullable Duration lifetime) {
        this.session = session;
        this.claims = claims;
        this.lifetime = lifetime;
    }

    /**
     * Returns options of a family that belongs to no session.
     *
     * @return options without anything
     */
    public static RefreshOptions none() {
        return NONE;
    }

    /**
     * Names the session that the family belongs to. If the session is revoked, the family is refused; if a spent token of
     * the family is used, the session is revoked.
     *
     * @param sessionId the {@code sid} claim of the access tokens, 1 to 1,024 characters
     * @return these options with the session
     */
    public RefreshOptions session(String sessionId) {
        return new RefreshOptions(Objects.requireNonNull(sessionId, "sessionId"), claims, lifetime);
    }

    /**
     * Names another claim of the access tokens by which they can be revoked: {@code azp} or {@code client_id}, one of
     * {@code beacon.revocation.user-claims}, or one of {@code beacon.revocation.claims}. If tokens with this claim are
     * revoked, the family is refused. Other claims have no effect.
     *
     * @param name the name of the claim
     * @param value its value, 1 to 1,024 characters
     * @return these options with the claim
     */
    public RefreshOptions claim(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(claims);
        all.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new RefreshOptions(session, Map.copyOf(all), lifetime);
    }

    /**
     * Ends the family after a time, however often it is rotated. Without this option that is
     * {@code beacon.revocation.refresh-lifetime}.
     *
     * @param time from one second to ten years
     * @return these options with the time
     */
    public RefreshOptions lifetime(Duration time) {
        return new RefreshOptions(session, claims, Objects.requireNonNull(time, "time"));
    }

    /**
     * Returns the session.
     *
     * @return the {@code sid} claim; empty if the family belongs to no session
     */
    public Optional<String> session() {
        return Optional.ofNullable(session);
    }

    /**
     * Returns the other claims.
     *
     * @return the values by the names of the claims
     */
    public Map<String, String> claims() {
        return claims;
    }

    /**
     * Returns how long the family lives.
     *
     * @return the time; empty for {@code beacon.revocation.refresh-lifetime}
     */
    public Optional<Duration> lifetime() {
        return Optional.ofNullable(lifetime);
    }
}
