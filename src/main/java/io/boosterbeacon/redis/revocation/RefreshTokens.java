package io.boosterbeacon.redis.revocation;

import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Makes refresh tokens that are used once (refresh token rotation, RFC 9700 §4.14.2). For applications that issue their
 * own access tokens.
 *
 * <p>An {@code @ApplicationScoped} bean, safe for use by many threads. All tokens that descend from one login are a
 * family. {@link #register} begins it with the first token, and {@link #rotate} replaces the token by the next one; of all
 * tokens of a family only the last one is current. If somebody presents a spent one, there are two parties that have
 * tokens of the family, and it cannot be told which one is the thief: the family is revoked, and so is its session, so
 * that its access tokens end at once, too. The event {@code RefreshTokenReused} says so.
 *
 * <p>A client may present a token twice, because of a double click or because it has not got the response. For
 * {@code beacon.revocation.refresh-grace} after its rotation the call returns the same successor once more, provided that
 * the successor itself was not rotated yet.
 *
 * <p>A family ends when its token is not rotated for {@code beacon.revocation.refresh-idle}, after
 * {@code beacon.revocation.refresh-lifetime} in any case, and when what it descends from is revoked by
 * {@link TokenBlacklistService}: its session, or its user, client, issuer or another group after its beginning.
 *
 * <p>The store has only hashes of tokens. What the store does not know is refused: if it has lost its data, users have to
 * log in. If it has lost revocations ({@code RevocationsLost}), families that began before the loss cannot be rotated
 * until {@link TokenBlacklistService#acknowledgeLoss()}: a {@code RedisException}, and no outcome, because a client that is
 * told {@code invalid_grant} throws its token away, although it will be good again. All calls throw a
 * {@code RedisException} if the store fails; whether they had an effect is then unknown. A client that presents its token
 * again within the grace period gets its successor in either case. Calls wait up to {@code redis.command.timeout}.
 */
public interface RefreshTokens {
    /**
     * Begins a family, after a login. One round trip.
     *
     * @param issuer the {@code iss} claim of the access tokens
     * @param subject the {@code sub} claim of the access tokens
     * @param options the session and other claims of the access tokens
     * @return the first token of the family
     * @throws IllegalArgumentException if a value is empty or too long, or if the lifetime is not accepted
     */
    RefreshToken register(String issuer, String subject, RefreshOptions options);

    /**
     * Begins a family for the login of an access token, with all that the token can be revoked by: its issuer, its user, its
     * session, its client, and the claims of {@code beacon.revocation.claims}. The login took place at its {@code auth_time},
     * or else at its {@code iat}, so that what has revoked it since then also refuses the family. One round trip.
     *
     * @param verified an access token that the application has issued or that the server has verified
     * @param options claims in addition to those of the token, or in their place
     * @return the first token of the family
     * @throws IllegalArgumentException if the token is empty or names no user, if a value of the options is empty or too
     *     long, or if the lifetime or the time of the login is not accepted
     */
    RefreshToken register(JsonWebToken verified, RefreshOptions options);

    /**
     * Begins a family for the login of an access token, as {@link #register(JsonWebToken, RefreshOptions)} does, for an
     * application that has the claims and not the token.
     *
     * @param claims the claims of the access token: texts, numbers, and collections of them; times in seconds (RFC 7519 §2)
     * @param options claims in addition to these, or in their place
     * @return the first token of the family
     * @throws IllegalArgumentException as for a token
     */
    RefreshToken register(Map<String, ?> claims, RefreshOptions options);

    /**
     * Replaces a token by its successor. The family of the result tells the application which login it is. Two round trips:
     * one to learn what belongs to the family, and one that decides.
     *
     * <p>A refresh token is valid for the client that has got it (RFC 6749 §6). If the family is bound to a client
     * ({@link RefreshOptions#client}), use {@link #rotate(String, String)}: this method answers
     * {@link RefreshRotation.Outcome#WRONG_CLIENT}. If it is not, the application has to compare the client, and the same
     * applies to logins of another application that has the same Redis and {@code redis.key.prefix}.
     *
     * <p>Of any number of concurrent calls with the same token, on any nodes, exactly one is
     * {@link RefreshRotation.Outcome#ROTATED}. The others are {@link RefreshRotation.Outcome#REPEATED}, with the same
     * successor, or {@link RefreshRotation.Outcome#REUSED} if there is no grace period.
     *
     * @param presented what a client has presented
     * @return the successor, or why there is none
     */
    RefreshRotation rotate(String presented);

    /**
     * Replaces a token by its successor, as {@link #rotate(String)} does, if the client may present it. A family that is bound
     * to another client is left as it is ({@link RefreshRotation.Outcome#WRONG_CLIENT}), whichever of its tokens was
     * presented. One that is bound to no client is rotated.
     *
     * @param presented what a client has presented
     * @param client the client, as the application has authenticated it, 1 to 1,024 characters; a public client only says who
     *     it is
     * @return the successor, or why there is none
     */
    RefreshRotation rotate(String presented, String client);

    /**
     * Tells what is known of the family of a token, and rotates nothing. One round trip: whether its login was revoked is only
     * looked up by {@link #rotate}, which alone decides whether a token is accepted. It compares no client.
     *
     * @param presented what a client has presented
     * @return the family; empty if the text is no refresh token, or if the store does not know its family, or not any more
     */
    Optional<RefreshFamily> find(String presented);

    /**
     * Revokes the family of a token, at a logout (RFC 7009 §2.1), and its session. Any token of the family will do, also a
     * spent one. Two round trips.
     *
     * @param presented what a client has presented
     * @param reason the reason, for the operator, or null
     * @return the receipt
     */
    default RefreshRevocation revoke(String presented, @Nullable String reason) {
        return revoke(presented, reason, RevokeOptions.all());
    }

    /**
     * Revokes the family of a token and its session, as {@link #revoke(String, String)} does, by a known actor.
     *
     * @param presented what a client has presented
     * @param reason the reason, for the operator, or null
     * @param options who revokes
     * @return the receipt
     * @throws IllegalArgumentException if the options have anything but an actor
     */
    RefreshRevocation revoke(String presented, @Nullable String reason, RevokeOptions options);

    /**
     * Revokes a family and its session. Two round trips.
     *
     * @param family the hash of the family
     * @param reason the reason, for the operator, or null
     * @return the receipt
     * @throws IllegalArgumentException if the text is not the hash of any family, but perhaps a refresh token
     */
    default RefreshRevocation revokeFamily(String family, @Nullable String reason) {
        return revokeFamily(family, reason, RevokeOptions.all());
    }

    /**
     * Revokes a family and its session, as {@link #revokeFamily(String, String)} does, by a known actor.
     *
     * @param family the hash of the family
     * @param reason the reason, for the operator, or null
     * @param options who revokes
     * @return the receipt
     * @throws IllegalArgumentException if the text is not the hash of any family, or if the options have anything but an
     *     actor
     */
    RefreshRevocation revokeFamily(String family, @Nullable String reason, RevokeOptions options);
}
