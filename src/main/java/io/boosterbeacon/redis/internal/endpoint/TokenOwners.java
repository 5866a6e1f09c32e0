package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.jose.VerifiedToken;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a token was issued to a client: {@code azp} (OpenID Connect Core §2), or else {@code client_id} (RFC
 * 9068 §2.2). A token that names no client was issued to all. Thread-safe.
 */
record TokenOwners(Json json) {
    private static final String PARTY = "azp";
    private static final String CLIENT = "client_id";
    private static final int PARTS = 3;

    static boolean isOf(String client, VerifiedToken token) {
        return isOf(client, token.value(PARTY), token.value(CLIENT));
    }

    /**
     * Whether an unverified token says so. Exactly this text is revoked: in a genuine one the issuer has said it. An
     * encrypted token names nobody.
     */
    boolean isOf(String client, String jwt) {
        Map<?, ?> claims = claims(jwt);
        return isOf(client, claims.get(PARTY), claims.get(CLIENT));
    }

    private static boolean isOf(String client, @Nullable Object party, @Nullable Object id) {
        Object owner = party == null ? id : party;
        return owner == null || owner.equals(client);
    }

    private Map<?, ?> claims(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        try {
            return parts.length == PARTS
                            && json.read(Base64.getUrlDecoder().decode(parts[1]), Map.class) instanceof Map<?, ?> claims
                    ? claims
                    : Map.of();
        } catch (UnbindableException | IllegalArgumentException e) {
            return Map.of();
        }
    }
}
