package io.boosterbeacon.redis.internal.jose;

import io.boosterbeacon.redis.internal.config.TrustedIssuer;
import io.boosterbeacon.redis.internal.server.Claims;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.NullUnmarked;

/** A token whose signature is one of its issuer's. Its claims have not been checked. */
@NullUnmarked // MicroProfile JWT returns null for a missing claim
public final class VerifiedToken implements JsonWebToken {
    private static final String RAW = "raw_token";

    private final Map<String, Object> claims;
    private final String type;
    private final TrustedIssuer issuer;

    /** @param type the {@code typ} of its header; empty if there is none */
    VerifiedToken(String raw, Map<String, Object> claims, String type, TrustedIssuer issuer) {
        Map<String, Object> all = new HashMap<>(claims);
        all.put(RAW, raw);
        this.claims = Collections.unmodifiableMap(all);
        this.type = type;
        this.issuer = issuer;
    }

    /** The {@code typ} of the header; empty if there is none. */
    public String type() {
        return type;
    }

    /** Whose key has verified it. The {@code iss} claim is the same. */
    public TrustedIssuer trusted() {
        return issuer;
    }

    /** The value of a claim; null if there is none. */
    public Object value(String name) {
        return claims.get(name);
    }

    @Override
    public String getName() {
        return Claims.text(this, "upn")
                .or(() -> Claims.text(this, "preferred_username"))
                .or(() -> Claims.text(this, "sub"))
                .orElse(null);
    }

    @Override
    public Set<String> getClaimNames() {
        return claims.keySet();
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is MicroProfile JWT's
    public <T> T getClaim(String claim) {
        return (T) claims.get(claim);
    }

    @Override
    public String toString() {
        return "a verified token";
    }
}
