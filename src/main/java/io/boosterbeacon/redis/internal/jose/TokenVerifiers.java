package io.boosterbeacon.redis.internal.jose;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.EndpointSettings;
import io.boosterbeacon.redis.internal.config.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;

/** The verifier of the configured issuers, with the HTTP client that fetches their keys. */
public final class TokenVerifiers implements AutoCloseable {
    private final KeySetClient client;
    private final TokenVerifier verifier;

    /**
     * Creates a verifier, which fetches keys when it needs them.
     *
     * @param executor runs the callbacks of the HTTP client
     * @param nanos a clock like {@link System#nanoTime}
     * @throws ConfigProblem if a configured key cannot be read
     */
    public TokenVerifiers(EndpointSettings settings, Executor executor, LongSupplier nanos) {
        client = new KeySetClient(executor, settings.keys().timeout());
        verifier = new TokenVerifier(settings.issuers().stream()
                .map(issuer -> new IssuerKeys(issuer, keys(issuer, settings.keys(), nanos)))
                .toList());
    }

    private KeySet keys(TrustedIssuer issuer, EndpointSettings.Fetching settings, LongSupplier nanos) {
        return issuer.jwks()
                .<KeySet>map(address -> new FetchedKeySet(new Remote(issuer.name(), address), settings, nanos))
                .orElseGet(() -> KeySet.fixed(configured(issuer)));
    }

    private static List<JsonWebKey> configured(TrustedIssuer issuer) {
        try {
            return KeySetFormat.any(issuer.publicKey().orElse(""));
        } catch (JoseException | RuntimeException e) {
            throw new ConfigProblem(issuer.property("public-key")
                    + " cannot be read; accepted: one public key in PEM (BEGIN PUBLIC KEY), or a key or a key set in"
                    + " JSON, without private keys");
        }
    }

    /** The mistakes in configured keys: one for each issuer whose key cannot be read. */
    public static List<ConfigProblem> problems(EndpointSettings settings) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (TrustedIssuer issuer : settings.issuers()) {
            try {
                if (issuer.publicKey().isPresent()) {
                    List<JsonWebKey> unused = configured(issuer);
                }
            } catch (ConfigProblem problem) {
                problems.add(problem);
            }
        }
        return problems;
    }

    private final class Remote implements FetchedKeySet.Source {
        private final String name;
        private final URI address;

        Remote(String name, URI address) {
            this.name = name;
            this.address = address;
        }

        @Override
        public List<JsonWebKey> fetch() throws IOException, InterruptedException {
            return client.fetch(address);
        }

        @Override
        public String name() {
            return name;
        }
    }

    /** The verifier. */
    public TokenVerifier verifier() {
        return verifier;
    }

    @Override
    public void close() {
        client.close();
    }
}
