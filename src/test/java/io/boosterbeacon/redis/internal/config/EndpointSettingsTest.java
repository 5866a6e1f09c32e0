package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointSettingsTest {
    private static final String ENDPOINTS = "beacon.revocation.endpoints.";
    private static final String ISSUER = "beacon.revocation.issuer.\"main\".";
    private static final String SECRET = "beacon.revocation.client.\"shop\".secret";

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, String> properties = new HashMap<>(Map.of(
            ENDPOINTS + "revoke.path",
            "/oauth/revoke",
            ENDPOINTS + "revoke.clients",
            "shop",
            ENDPOINTS + "introspect.path",
            "/oauth/introspect",
            ENDPOINTS + "introspect.roles",
            "admin, operator",
            ENDPOINTS + "logout.path",
            "/logout",
            SECRET,
            "shop-secret",
            "beacon.revocation.issuers",
            "main",
            ISSUER + "issuer",
            "https://issuer.test",
            ISSUER + "jwks",
            "https://issuer.test/jwks",
            ISSUER + "client-ids",
            "shop-app"));

    private EndpointSettings read() {
        return Settings.read(name -> Optional.ofNullable(properties.get(name)), problems::add)
                .endpoints();
    }

    @Test
    void read_nothingConfigured_hasNoEndpoints() {
        properties.clear();

        assertThat(read().paths()).isEmpty();
        assertThat(problems).isEmpty();
        assertThat(read()).isEqualTo(EndpointSettings.NONE);
    }

    @Test
    void read_allEndpoints_haveTheirPathsCallersAndIssuers() {
        EndpointSettings settings = read();

        assertThat(problems).isEmpty();
        assertThat(settings.paths()).containsExactly("/logout", "/oauth/introspect", "/oauth/revoke");
        assertThat(settings.introspect().orElseThrow().roles()).containsExactly("admin", "operator");
        assertThat(settings.revoke().orElseThrow().clients())
                .singleElement()
                .satisfies(client -> assertThat(client.id()).isEqualTo("shop"));
        assertThat(settings.issuers()).singleElement().satisfies(issuer -> {
            assertThat(issuer.jwks()).contains(URI.create("https://issuer.test/jwks"));
            assertThat(issuer.algorithms()).contains("RS256", "ES256").doesNotContain("none", "HS256");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "shop-secret, true",
        "shop-secreT, false",
        "sha256:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa, false",
    })
    void secret_asTextOrHash_isComparedWithTheClients(String configured, boolean same) {
        properties.put(SECRET, configured);

        ClientSecret client = read().revoke().orElseThrow().clients().get(0);

        assertThat(client.is("shop-secret")).isEqualTo(same);
        assertThat(client.toString()).doesNotContain(configured);
    }

    @Test
    void secret_asHash_isThatOfTheText() {
        // printf shop-secret | sha256sum
        properties.put(SECRET, "sha256:3c655a3878fd8e4145a5facca30188ce74792ddff5d57aaf2203bbe74a940cb5");

        assertThat(read().revoke().orElseThrow().clients().get(0).is("shop-secret"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "demo-secret, true",
        "1234567890123456789012345678901, true",
        "12345678901234567890123456789012, false",
        "sha256:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa, false",
    })
    void secret_thatIsShort_isAcceptedWithAWarning(String secret, boolean warned) {
        properties.put(SECRET, secret);
        properties.put(ENDPOINTS + "introspect.clients", "shop");

        assertThat(read().warnings())
                .hasSize(warned ? 1 : 0)
                .allMatch(message -> message.startsWith(SECRET + " has fewer than 32 characters"))
                .noneMatch(message -> message.contains(secret));
        assertThat(problems).isEmpty();
    }

    @Test
    void read_twoIssuersOfTheSameName_isRefused() {
        properties.put("beacon.revocation.issuers", "main,second");
        properties.put("beacon.revocation.issuer.\"second\".issuer", "https://issuer.test");
        properties.put("beacon.revocation.issuer.\"second\".jwks", "https://second.test/jwks");
        properties.put("beacon.revocation.issuer.\"second\".client-ids", "shop-app");

        assertThat(read()).isEqualTo(EndpointSettings.NONE);

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .hasMessage("beacon.revocation.issuer.\"second\".issuer is \"https://issuer.test\"; accepted:"
                        + " another issuer than that of beacon.revocation.issuer.\"main\".issuer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "beacon.revocation.client.\"shop\".secret | | is missing; accepted: a secret of at least 8",
                "beacon.revocation.client.\"shop\".secret | sesame | is \"6 characters\"; accepted: a secret of at least 8",
                "beacon.revocation.client.\"shop\".secret | sha256:sesame | is \"13 characters\"; accepted: a secret",
                "beacon.revocation.issuer.\"main\".issuer | | is missing; accepted: the iss claim",
                "beacon.revocation.issuer.\"main\".jwks | | are both missing; accepted: one of them",
                "beacon.revocation.issuer.\"main\".public-key | a key | are both set; accepted: one of them",
                "beacon.revocation.issuer.\"main\".jwks | file:///jwks | is \"file:///jwks\"; accepted: the address of a key set",
                "beacon.revocation.issuer.\"main\".jwks | https://me:pass@issuer.test/ | is \"an address with credentials\"; accepted: the address of a key set",
                "beacon.revocation.issuer.\"main\".algorithms | RS256,HS256 | is \"HS256\"; accepted: RS256,",
                "beacon.revocation.issuer.\"main\".algorithms | none | is \"none\"; accepted: RS256,",
                "beacon.revocation.issuer.\"main\".client-ids | | is missing; accepted: the ids of this application",
                "beacon.revocation.endpoints.logout.path | /oauth/revoke | accepted: another path than that of",
                "beacon.revocation.issuers | | names the issuers of",
                "beacon.revocation.enabled | false | is \"/oauth/introspect\"; accepted: no path, because beacon.revocation.enabled is false",
            })
    void read_badValue_namesPropertyValueAndWhatIsAccepted(String property, @Nullable String value, String message) {
        if (value == null) {
            properties.remove(property);
        } else {
            properties.put(property, value);
        }

        assertThat(read()).isEqualTo(EndpointSettings.NONE);

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .hasMessageContaining(message)
                .hasMessageStartingWith("beacon.revocation."));
        assertThat(EndpointSettings.ofServlets(name -> Optional.ofNullable(properties.get(name)))
                        .paths())
                .isEmpty();
    }
}
