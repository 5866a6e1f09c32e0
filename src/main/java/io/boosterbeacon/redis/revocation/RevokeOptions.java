package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Options of a revocation: which tokens it applies to, who revokes, and how long the entry is kept. Immutable; each
 * method returns a new object.
 *
 * <pre>{@code
 * // a changed password ends all sessions but this one
 * blacklist.revokeAllUserTokens(token, "password changed", RevokeOptions.all().except(token));
 * }</pre>
 */
public final class RevokeOptions {
    private static final RevokeOptions ALL = new RevokeOptions(null, null, null, null, false);

    private final @Nullable Instant issuedBefore;
    private final @Nullable JsonWebToken except;
    private final @Nullable Instant until;
    private final @Nullable String actor;
    private final boolean dryRun;

    private RevokeOptions(
            @Nullable Instant issuedBefore,
            @Nullable JsonWebToken except,
            @Nullable Instant until,
            @Nullable String actor,
            boolean dryRun) {
        this.issuedBefore = issuedBefore;
        this.except = except;
        this.until = until;
        this.actor = actor;
        this.dryRun = dryRun;
    }

    /**
     * Selects all tokens that were issued until now.
     *
     * @return options without restrictions
     */
    public static RevokeOptions all() {
        return ALL;
    }

    /**
     * Selects only tokens that were issued before a moment, by the issuer's clock. A token without {@code iat_ms} is
     * revoked if its {@code iat} is in an earlier second, or in the same second if the moment is not a full second. A
     * token with {@code iat_ms} is compared by the millisecond. Use this method if the moment is known, for instance
     * that of a leak, or if a login directly after the call must succeed:
     * {@code Instant.now().truncatedTo(ChronoUnit.SECONDS)} does not revoke tokens of the current second. Where
     * {@code beacon.revocation.issuer-skew} is set, tokens that were issued later by so much are revoked, too. Not for
     * single tokens and sessions, which are revoked whenever they were issued.
     *
     * @param moment at most one hour in the future
     * @return these options with the moment
     */
    public RevokeOptions issuedBefore(Instant moment) {
        return new RevokeOptions(Objects.requireNonNull(moment, "moment"), except, until, actor, dryRun);
    }

    /**
     * Excludes the session of a token. The session is identified by the token's text, by issuer and {@code jti}, and,
     * if the token has a {@code sid} claim (the session of OpenID Connect), by issuer and {@code sid}: then tokens that
     * were refreshed in the session are excluded, too. Tokens that an earlier call has revoked stay revoked. A later
     * call without this exception revokes the session as well. At most one session can be excluded; a second call
     * replaces the first. Not for single tokens and sessions.
     *
     * @param verified the caller principal that the server verified
     * @return these options with the exception
     */
    public RevokeOptions except(JsonWebToken verified) {
        return new RevokeOptions(issuedBefore, Objects.requireNonNull(verified, "verified"), until, actor, dryRun);
    }

    /**
     * Keeps the entry at least until a moment. It is never kept for a shorter time than without this option, because
     * revoked tokens would be accepted again. Use it for a session that can be refreshed for longer than
     * {@code beacon.revocation.max-token-lifetime}, or for tokens that live longer.
     *
     * @param moment at most ten years from now
     * @return these options with the moment
     */
    public RevokeOptions until(Instant moment) {
        return new RevokeOptions(issuedBefore, except, Objects.requireNonNull(moment, "moment"), actor, dryRun);
    }

    /**
     * Says who revokes. The store, the receipt and the event contain only a hash of it.
     *
     * @param who an operator or a user, 1 to 1,024 characters
     * @return these options with the actor
     */
    public RevokeOptions actor(String who) {
        return new RevokeOptions(issuedBefore, except, until, Objects.requireNonNull(who, "who"), dryRun);
    }

    /**
     * Only says what the call would do: nothing is stored, and no event is fired.
     *
     * @return these options for a dry run
     */
    public RevokeOptions dryRun() {
        return new RevokeOptions(issuedBefore, except, until, actor, true);
    }

    /**
     * Returns the moment; tokens issued before it are revoked.
     *
     * @return the moment; empty for the time of the call
     */
    public Optional<Instant> issuedBefore() {
        return Optional.ofNullable(issuedBefore);
    }

    /**
     * Returns the token whose session is excluded.
     *
     * @return the token; empty if no session is excluded
     */
    public Optional<JsonWebToken> except() {
        return Optional.ofNullable(except);
    }

    /**
     * Returns until when the entry is kept at least.
     *
     * @return the moment; empty for the default
     */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /**
     * Returns who revokes.
     *
     * @return the actor; empty if it is not said
     */
    public Optional<String> actor() {
        return Optional.ofNullable(actor);
    }

    /**
     * Returns whether nothing is stored.
     *
     * @return true for a dry run
     */
    public boolean isDryRun() {
        return dryRun;
    }
}
