package io.boosterbeacon.redis.revocation;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Which of a user's tokens {@code revokeAllUserTokens} refuses. Immutable; each method returns another one.
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
     * All tokens that were issued until now.
     *
     * @return no restriction
     */
    public static RevokeOptions all() {
        return ALL;
    }

    /**
     * Only tokens that were issued before a moment of the issuer's clock. Tokens with {@code iat} in an earlier second are
     * refused, those with {@code iat_ms} by the millisecond. Of a moment within a second, all tokens without {@code iat_ms} of
     * that second are refused. Use it where the moment is known, for a leak at noon, say, or where a login right after the
     * call must succeed: {@code Instant.now().truncatedTo(ChronoUnit.SECONDS)} spares the current second.
     *
     * @param moment at most one hour in the future
     * @return the same with this moment
     */
    public RevokeOptions issuedBefore(Instant moment) {
        return new RevokeOptions(Objects.requireNonNull(moment, "moment"), except);
    }

    /**
     * Not the session of this token. It is known by the token's text, by issuer and {@code jti}, and, if the token has a
     * {@code sid} claim (OpenID Connect's session), by issuer and {@code sid}: then tokens refreshed in this session are
     * spared, too. What an earlier call has refused stays refused; a later call without the exception refuses this session as
     * well. At most one session; a second call replaces the first.
     *
     * @param verified the caller principal that the server verified
     * @return the same with this exception
     */
    public RevokeOptions except(JsonWebToken verified) {
        return new RevokeOptions(issuedBefore, Objects.requireNonNull(verified, "verified"));
    }

    /**
     * The moment before which tokens are refused.
     *
     * @return empty for now
     */
    public Optional<Instant> issuedBefore() {
        return Optional.ofNullable(issuedBefore);
    }

    /**
     * The token whose session is kept.
     *
     * @return empty for none
     */
    public Optional<JsonWebToken> except() {
        return Optional.ofNullable(except);
    }
}
