package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Selects the tokens of a user that {@code revokeAllUserTokens} revokes. Immutable; each method returns a new object.
 *
 * <pre>{@code
 * // a changed password ends all sessions but this one
 * blacklist.revokeAllUserTokens(token, "password changed", RevokeOptions.all().except(token));
 * }</pre>
 */
public final class RevokeOptions {
    private static final RevokeOptions ALL = new RevokeOptions(null, null);

    private final @Nullable Instant issuedBefore;
    private final @Nullable JsonWebToken except;

    private RevokeOptions(@Nullable Instant issuedBefore, @Nullable JsonWebToken except) {
        this.issuedBefore = issuedBefore;
        this.except = except;
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
     * {@code Instant.now().truncatedTo(ChronoUnit.SECONDS)} does not revoke tokens of the current second.
     *
     * @param moment at most one hour in the future
     * @return these options with the moment
     */
    public RevokeOptions issuedBefore(Instant moment) {
        return new RevokeOptions(Objects.requireNonNull(moment, "moment"), except);
    }

    /**
     * Excludes the session of a token. The session is identified by the token's text, by issuer and {@code jti}, and,
     * if the token has a {@code sid} claim (the session of OpenID Connect), by issuer and {@code sid}: then tokens that
     * were refreshed in the session are excluded, too. Tokens that an earlier call has revoked stay revoked. A later
     * call without this exception revokes the session as well. At most one session can be excluded; a second call
     * replaces the first.
     *
     * @param verified the caller principal that the server verified
     * @return these options with the exception
     */
    public RevokeOptions except(JsonWebToken verified) {
        return new RevokeOptions(issuedBefore, Objects.requireNonNull(verified, "verified"));
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
}
