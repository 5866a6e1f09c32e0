package io.boosterbeacon.redis.revocation;

import java.time.Instant;

/**
 * A refresh token (RFC 6749 §1.5) that this library has made. Whoever has its text can get tokens of the user: it belongs
 * into the response to the client, and nowhere else. The text of this object ({@code toString()}) does not contain it.
 *
 * @param text what the client gets and presents: 66 characters, letters, digits, {@code -}, {@code _} and a dot
 * @param family the hash of the family, the same for all tokens that descend from one login; 43 characters. The
 *     application stores it with what it needs to know about the login. It is not secret
 * @param startedAt when the family began, by the store's clock: the {@code auth_time} of access tokens. If the login was
 *     revoked before, up to a time that only this node's clock has passed, it is the moment after that
 * @param expiresAt when the token expires unless it is rotated before, by the store's clock
 */
public record RefreshToken(String text, String family, Instant startedAt, Instant expiresAt) {
    @Override
    public String toString() {
        return "RefreshToken[family=" + family + ", startedAt=" + startedAt + ", expiresAt=" + expiresAt + "]";
    }
}
