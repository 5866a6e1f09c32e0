package io.boosterbeacon.demo.identity;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Configures MicroProfile JWT and the endpoints of OAuth 2.0 with the key, which does not exist before start-up, so
 * that a file cannot hold it.
 */
public final class IdentityConfigSource implements ConfigSource {
    private static final String ISSUER = "beacon.revocation.issuer.\"demo\".";

    private final Map<String, String> properties = Map.of(
            "mp.jwt.verify.publickey",
            SigningKey.publicPem(),
            "mp.jwt.verify.issuer",
            TokenIssuer.ISSUER,
            ISSUER + "public-key",
            SigningKey.publicPem(),
            ISSUER + "issuer",
            TokenIssuer.ISSUER);

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public String getName() {
        return "demo identity provider";
    }
}
