package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.server.Claims;
import java.util.Map;
import java.util.OptionalLong;

/** Reads claims of unverified tokens. They may only be used for decisions about the same token. */
record UnverifiedClaims(Json json) {
    /**
     * A claim in seconds since the epoch; empty if it is missing or cannot be read, for example in an encrypted token.
     */
    OptionalLong moment(String jwt, String claim) {
        try {
            Object claims = json.read(TokenIdentity.payload(jwt), Map.class);
            if (claims instanceof Map<?, ?> map && map.get(claim) instanceof Number moment) {
                return OptionalLong.of(Claims.toLong(moment));
            }
        } catch (UnbindableException e) {
            // encrypted, or not JSON
        }
        return OptionalLong.empty();
    }
}
