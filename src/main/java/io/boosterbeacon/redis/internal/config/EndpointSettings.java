package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.internal.server.OptionalApi;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The HTTP endpoints of revocation, all of which are off unless they have a path.
 *
 * @param revoke of OAuth 2.0 Token Revocation (RFC 7009)
 * @param introspect of OAuth 2.0 Token Introspection (RFC 7662)
 * @param logout of OpenID Connect Back-Channel Logout 1.0
 * @param issuers whose tokens can be verified
 * @param keys how the keys of issuers are fetched
 */
public record EndpointSettings(
        Optional<Guarded> revoke,
        Optional<Guarded> introspect,
        Optional<Logout> logout,
        List<TrustedIssuer> issuers,
        Fetching keys) {
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]+)+");
    private static final String JOSE = "org.jose4j.jws.JsonWebSignature";
    private static final String JOSE_COORDINATES = "org.bitbucket.b_c:jose4j";
    /** Needed by the library: a WAR that was put together by hand may lack it. */
    private static final String JOSE_LOG = "org.slf4j.Logger";

    private static final String JOSE_LOG_COORDINATES = "org.slf4j:slf4j-api";

    /** Without endpoints. */
    public static final EndpointSettings NONE = read(new Values(name -> Optional.empty()));

    /** Copies the list. */
    public EndpointSettings {
        issuers = List.copyOf(issuers);
    }

    /**
     * An endpoint that not everybody may call. At least one of the lists is not empty.
     *
     * @param path within the application
     * @param clients that may call it, by HTTP Basic authentication
     * @param roles of callers that the server has authenticated
     */
    public record Guarded(String path, List<ClientSecret> clients, List<String> roles) {
        /** Copies the lists. */
        public Guarded {
            clients = List.copyOf(clients);
            roles = List.copyOf(roles);
        }
    }

    /**
     * The endpoint of back-channel logout, which everybody may call.
     *
     * @param path within the application
     * @param revokes what is revoked by a logout token that names a session and its user
     */
    public record Logout(String path, LogoutScope revokes) {}

    /** What a logout token ends. */
    public enum LogoutScope {
        /** The tokens with the {@code sid}. */
        SESSION,
        /** Also all tokens that the user has got before: for issuers whose access tokens have no {@code sid}. */
        USER
    }

    /**
     * How key sets are fetched.
     *
     * @param timeout the deadline of a fetch, the body included
     * @param lifetime after which keys are fetched again
     */
    public record Fetching(Duration timeout, Duration lifetime) {}

    static EndpointSettings read(Values values) {
        List<TrustedIssuer> issuers = names(values, ConfigKeys.REVOCATION_ISSUERS).stream()
                .map(name -> TrustedIssuer.read(values, name))
                .toList();
        EndpointSettings settings = new EndpointSettings(
                guarded(
                        values,
                        ConfigKeys.REVOCATION_REVOKE_PATH,
                        ConfigKeys.REVOCATION_REVOKE_CLIENTS,
                        ConfigKeys.REVOCATION_REVOKE_ROLES),
                guarded(
                        values,
                        ConfigKeys.REVOCATION_INTROSPECT_PATH,
                        ConfigKeys.REVOCATION_INTROSPECT_CLIENTS,
                        ConfigKeys.REVOCATION_INTROSPECT_ROLES),
                logout(values),
                issuers,
                new Fetching(
                        values.duration(
                                ConfigKeys.REVOCATION_JWKS_TIMEOUT,
                                Duration.ofSeconds(2),
                                Duration.ofMillis(1),
                                Duration.ofSeconds(10)),
                        values.duration(
                                ConfigKeys.REVOCATION_JWKS_LIFETIME,
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(1),
                                Duration.ofDays(1))));
        settings.check(values);
        return settings;
    }

    /**
     * The settings for the servlet container, which may start before CDI has reported mistakes.
     *
     * @param properties finds a property's text
     * @return without endpoints if a setting is wrong
     */
    public static EndpointSettings ofServlets(Function<String, Optional<String>> properties) {
        try {
            return read(new Values(properties));
        } catch (ConfigProblem e) {
            return NONE;
        }
    }

    /** Warnings about secrets that are accepted, but can be guessed; without the secrets. */
    public List<String> warnings() {
        return Stream.of(revoke, introspect)
                .flatMap(Optional::stream)
                .flatMap(endpoint -> endpoint.clients().stream())
                .flatMap(client -> client.warning().stream())
                .distinct()
                .toList();
    }

    /** The paths of all endpoints. */
    public List<String> paths() {
        return byProperty().values().stream().sorted().toList();
    }

    private Map<String, String> byProperty() {
        Map<String, String> paths = new TreeMap<>();
        revoke.ifPresent(endpoint -> paths.put(ConfigKeys.REVOCATION_REVOKE_PATH, endpoint.path()));
        introspect.ifPresent(endpoint -> paths.put(ConfigKeys.REVOCATION_INTROSPECT_PATH, endpoint.path()));
        logout.ifPresent(endpoint -> paths.put(ConfigKeys.REVOCATION_LOGOUT_PATH, endpoint.path()));
        return paths;
    }

    private void check(Values values) {
        Map<String, String> paths = byProperty();
        Map<String, String> seen = new HashMap<>();
        paths.forEach((property, path) -> {
            String other = seen.put(path, property);
            if (other != null) {
                throw ConfigProblem.of(property, path, "another path than that of " + other);
            }
        });
        Map<String, TrustedIssuer> byName = new HashMap<>();
        issuers.forEach(issuer -> {
            TrustedIssuer other = byName.put(issuer.issuer(), issuer);
            if (other != null) {
                throw ConfigProblem.of(
                        issuer.property(TrustedIssuer.ISSUER),
                        issuer.issuer(),
                        "another issuer than that of " + other.property(TrustedIssuer.ISSUER));
            }
        });
        introspect.ifPresent(
                endpoint -> requireIssuers(ConfigKeys.REVOCATION_INTROSPECT_PATH, endpoint.path(), "its tokens"));
        logout.ifPresent(endpoint -> {
            requireIssuers(ConfigKeys.REVOCATION_LOGOUT_PATH, endpoint.path(), "logout tokens");
            issuers.stream()
                    .filter(issuer -> issuer.clientIds().isEmpty())
                    .findFirst()
                    .ifPresent(issuer -> {
                        throw new ConfigProblem(issuer.property(TrustedIssuer.CLIENT_IDS)
                                + " is missing; accepted: the ids of this application at the issuer, with commas"
                                + " between them, one of which a logout token names as its audience");
                    });
        });
        if (!paths.isEmpty()) {
            String used = paths.keySet().stream().sorted().findFirst().orElseThrow();
            String path = paths.getOrDefault(used, "");
            if (!values.flag(ConfigKeys.REVOCATION_ENABLED, true)) {
                // a client would be told that a token is revoked, while each request accepts it
                throw ConfigProblem.of(used, path, "no path, because " + ConfigKeys.REVOCATION_ENABLED + " is false");
            }
            requireApis(used, path);
        }
    }

    private void requireIssuers(String property, String path, String what) {
        if (issuers.isEmpty()) {
            throw ConfigProblem.of(
                    property, path, "a path if " + ConfigKeys.REVOCATION_ISSUERS + " names the issuers of " + what);
        }
    }

    private void requireApis(String property, String path) {
        if (!OptionalApi.MP_JWT.isPresent()) {
            throw ConfigProblem.of(property, path, "no path, because MicroProfile JWT is not available");
        }
        if (!issuers.isEmpty()) {
            requireLibrary(property, path, JOSE, JOSE_COORDINATES + ", which verifies the tokens of ");
            requireLibrary(
                    property,
                    path,
                    JOSE_LOG,
                    JOSE_LOG_COORDINATES + ", which " + JOSE_COORDINATES + " needs to verify the tokens of ");
        }
    }

    private static void requireLibrary(String property, String path, String type, String library) {
        if (!OptionalApi.isPresent(type)) {
            throw ConfigProblem.of(
                    property,
                    path,
                    "a path if the application has the library " + library + ConfigKeys.REVOCATION_ISSUERS);
        }
    }

    private static Optional<Guarded> guarded(Values values, String path, String clients, String roles) {
        List<String> clientNames = names(values, clients);
        List<String> roleNames = names(values, roles);
        Optional<String> at = path(values, path);
        at.filter(each -> clientNames.isEmpty() && roleNames.isEmpty()).ifPresent(each -> {
            throw ConfigProblem.of(path, each, "a path if " + clients + " or " + roles + " says who may call it");
        });
        return at.map(each -> new Guarded(
                each,
                clientNames.stream()
                        .map(name -> ClientSecret.read(values, name))
                        .toList(),
                roleNames));
    }

    private static Optional<Logout> logout(Values values) {
        LogoutScope revokes =
                values.choice(ConfigKeys.REVOCATION_LOGOUT_REVOKES, LogoutScope.class, LogoutScope.SESSION);
        return path(values, ConfigKeys.REVOCATION_LOGOUT_PATH).map(path -> new Logout(path, revokes));
    }

    private static Optional<String> path(Values values, String property) {
        Optional<String> path = values.text(property);
        path.filter(each -> !PATH.matcher(each).matches()
                        || Stream.of(each.split("/", -1)).anyMatch(Set.of(".", "..")::contains))
                .ifPresent(each -> {
                    throw ConfigProblem.of(
                            property, each, "a path within the application, such as /oauth/revoke, without wildcards");
                });
        return path;
    }

    /** A list of names; empty if there is no such property. */
    static List<String> names(Values values, String property) {
        List<String> names = values.text(property).map(Values::listOf).orElse(List.of());
        if (names.stream().anyMatch(String::isEmpty) || Set.copyOf(names).size() < names.size()) {
            throw ConfigProblem.of(
                    property, values.text(property).orElse(""), "different names with commas between them");
        }
        return names;
    }
}
