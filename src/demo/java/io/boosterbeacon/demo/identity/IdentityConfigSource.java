package io.boosterbeacon.demo.identity;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Tells MicroProfile JWT whose tokens to trust. A source, because the key does not exist before start-up. */
public final class IdentityConfigSource implements ConfigSource {
    private final Map<String, String> properties =
            Map.of("mp.jwt.verify.publickey", SigningKey.publicPem(), "mp.jwt.verify.issuer", TokenIssuer.ISSUER);

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
