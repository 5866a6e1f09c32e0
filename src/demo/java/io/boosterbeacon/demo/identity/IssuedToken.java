package io.boosterbeacon.demo.identity;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a login, or its renewal, gives to the client.
 *
 * @param token the signed access token
 * @param expiresAt when it expires
 * @param sid the session that it belongs to
 * @param refreshToken renews the login, once; null if Redis did not answer
 */
@JsonbPropertyOrder({"token", "expiresAt", "sid", "refreshToken"})
public record IssuedToken(String token, Instant expiresAt, String sid, @Nullable String refreshToken) {}
