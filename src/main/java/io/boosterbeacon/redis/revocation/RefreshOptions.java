package io.boosterbeacon.redis.revocation;

import java.time.Duration;
import java.time.Instant;
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
    private static final RefreshOptions NONE = new RefreshOptions(null, Map.of(), new Terms(null, null, null));

    private final @Nullable String session;
    private final Map<String, String> claims;
    private final Terms terms;

    private RefreshOptions(@Nullable String session, Map<String, String> claims, Terms terms) {
        this.session = session;
        this.claims = claims;
        this.terms = terms;
    }

    /** What the access tokens do not say. */
    private record Terms(@Nullable Duration lifetime, @Nullable String client, @Nullable Instant issuedAt) {}

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
        return new RefreshOptions(Objects.requireNonNull(sessionId, "sessionId"), claims, terms);
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
        return new RefreshOptions(session, Map.copyOf(all), terms);
    }

    /**
     * Ends the family after a time, however often it is rotated. Without this option that is
     * {@code beacon.revocation.refresh-lifetime}.
     *
     * @param time from one second to ten years
     * @return these options with the time
     */
    public RefreshOptions lifetime(Duration time) {
        return new RefreshOptions(
                session, claims, new Terms(Objects.requireNonNull(time, "time"), terms.client(), terms.issuedAt()));
    }

    /**
     * Binds the family to a client (RFC 6749 §6): {@link RefreshTokens#rotate(String, String)} accepts its tokens only from
     * this one. If the tokens of this client are revoked, the family is refused.
     *
     * @param clientId the client, 1 to 1,024 characters
     * @return these options with the client
     */
    public RefreshOptions client(String clientId) {
        return new RefreshOptions(
                session,
                claims,
                new Terms(terms.lifetime(), Objects.requireNonNull(clientId, "clientId"), terms.issuedAt()));
    }

    /**
     * Says when the login took place, if it was not now: the family begins then, so that what has revoked the login since then
     * also refuses the family, for as long as the store knows it ({@code beacon.revocation.max-token-lifetime}, or longer).
     * The lifetime of the family counts from now in any case.
     *
     * @param time the {@code auth_time} of the access tokens; no later than now, except by as much as
     *     {@code beacon.revocation.clock-skew} and {@code beacon.revocation.issuer-skew} allow. By the latter it may be wrong:
     *     the family begins so much before
     * @return these options with the time
     */
    public RefreshOptions issuedAt(Instant time) {
        return new RefreshOptions(
                session, claims, new Terms(terms.lifetime(), terms.client(), Objects.requireNonNull(time, "time")));
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
        return Optional.ofNullable(terms.lifetime());
    }

    /**
     * Returns the client that the family is bound to.
     *
     * @return the client; empty if any client may present the tokens
     */
    public Optional<String> client() {
        return Optional.ofNullable(terms.client());
    }

    /**
     * Returns when the login took place.
     *
     * @return the time; empty for now, or for what the access token says
     */
    public Optional<Instant> issuedAt() {
        return Optional.ofNullable(terms.issuedAt());
    }
}
