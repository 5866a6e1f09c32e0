package io.boosterbeacon.redis.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * An issuer whose tokens can be verified. It has either a key set or a public key.
 *
 * @param name in the configuration
 * @param issuer the {@code iss} of its tokens
 * @param jwks the address of its key set (RFC 7517 §5)
 * @param publicKey its public key in PEM, or its key set, as text
 * @param clientIds the ids of this application at the issuer: the audience of logout tokens
 * @param audiences one of which a token must name to be active; empty if any will do
 * @param algorithms the algorithms of signatures that are accepted
 */
public record TrustedIssuer(
        String name,
        String issuer,
        Optional<URI> jwks,
        Optional<String> publicKey,
        List<String> clientIds,
        List<String> audiences,
        List<String> algorithms) {
    static final String ISSUER = "issuer";
    static final String CLIENT_IDS = "client-ids";
    private static final String JWKS = "jwks";
    private static final String PUBLIC_KEY = "public-key";

    /**
     * Algorithms with a public key (RFC 7518 §3.1, RFC 8037). Neither {@code none} nor an HMAC: for an HMAC, whoever
     * knows the public key could sign.
     */
    private static final List<String> SIGNATURES =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** Copies the lists. */
    public TrustedIssuer {
        clientIds = List.copyOf(clientIds);
        audiences = List.copyOf(audiences);
        algorithms = List.copyOf(algorithms);
    }

    static TrustedIssuer read(Values values, String name) {
        String issuer = values.text(property(name, ISSUER))
                .orElseThrow(() -> new ConfigProblem(
                        property(name, ISSUER) + " is missing; accepted: the iss claim of the issuer's tokens"));
        Optional<URI> jwks = values.text(property(name, JWKS)).map(text -> address(property(name, JWKS), text));
        Optional<String> publicKey = values.text(property(name, PUBLIC_KEY));
        if (jwks.isPresent() == publicKey.isPresent()) {
            throw new ConfigProblem(property(name, JWKS) + " and " + property(name, PUBLIC_KEY) + " are both "
                    + (jwks.isPresent() ? "set" : "missing") + "; accepted: one of them");
        }
        return new TrustedIssuer(
                name,
                issuer,
                jwks,
                publicKey,
                EndpointSettings.names(values, property(name, CLIENT_IDS)),
                EndpointSettings.names(values, property(name, "audiences")),
                algorithms(values, property(name, "algorithms")));
    }

    /** The property that sets a member. */
    public String property(String member) {
        return property(name, member);
    }

    private static String property(String name, String member) {
        return "beacon.revocation.issuer.\"" + name + "\"." + member;
    }

    private static List<String> algorithms(Values values, String property) {
        List<String> algorithms = EndpointSettings.names(values, property);
        algorithms.stream()
                .filter(each -> !SIGNATURES.contains(each))
                .findFirst()
                .ifPresent(each -> {
                    throw ConfigProblem.of(property, each, String.join(", ", SIGNATURES));
                });
        return algorithms.isEmpty() ? SIGNATURES : algorithms;
    }

    private static URI address(String property, String text) {
        try {
            URI address = new URI(text);
            boolean isHttp =
                    "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (isHttp && address.getHost() != null && address.getUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        // before the @ may be a password
        String shown = text.indexOf('@') < 0 ? text : "an address with credentials";
        throw ConfigProblem.of(property, shown, "the address of a key set, such as https://issuer.example/jwks");
    }
}
