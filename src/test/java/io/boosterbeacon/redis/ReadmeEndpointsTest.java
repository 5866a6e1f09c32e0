package io.boosterbeacon.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.boosterbeacon.redis.internal.cdi.EndpointNode;
import io.boosterbeacon.redis.internal.endpoint.Post;
import io.boosterbeacon.redis.internal.endpoint.Post.Answered;
import io.boosterbeacon.redis.internal.jose.Issuer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoints, configured as the README shows them, with an issuer that serves and rotates its keys. */
class ReadmeEndpointsTest {
    private static final String JWKS = "beacon.revocation.issuer.\"main\".jwks";
    private static final String SECRET = "beacon.revocation.client.\"shop\".secret";
    private static final String NAME = "https://issuer.example";

    private final Issuer issuer = new Issuer(NAME, Issuer.EC.key());
    private final Issuer rotated = new Issuer(NAME, Issuer.RSA.key());
    private final List<Issuer> published = new CopyOnWriteArrayList<>(List.of(issuer));
    private final Map<String, String> properties = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            byte[] keys = Issuer.keySet(published.toArray(Issuer[]::new)).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        Snippets.properties(Path.of("README.md")).forEach((name, value) -> {
            if (name.toString().startsWith("beacon.revocation.")) {
                properties.put(name.toString(), value.toString());
            }
        });
        // without a default, which everybody could read
        assertThat(properties).containsEntry(JWKS, NAME + "/jwks").containsEntry(SECRET, "${SHOP_SECRET}");
        properties.put(JWKS, "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
        properties.put(SECRET, "only-for-development");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Answered post(EndpointNode node, String path, String token) {
        return Post.to(path)
                .basic("shop", "only-for-development")
                .with(path.startsWith("/logout") ? "logout_token" : "token", token)
                .at(node.endpoints());
    }

    @Test
    void endpoints_asShown_revokeIntrospectAndLogOut() {
        Map<String, Object> claims = issuer.claims();
        String token = issuer.sign(claims);
        String other = issuer.sign(issuer.claims());
        String logout = issuer.sign(issuer.logoutClaims(claims));
        try (EndpointNode node = new EndpointNode(properties)) {
            assertThat(post(node, "/oauth/introspect", token).body()).contains("\"active\":true");

            assertThat(post(node, "/logout/backchannel", logout).status()).isEqualTo(200);
            assertThat(post(node, "/oauth/introspect", token).body()).isEqualTo("{\"active\":false}");

            assertThat(post(node, "/oauth/introspect", other).body()).contains("\"active\":true");
            assertThat(post(node, "/oauth/revoke", other).status()).isEqualTo(200);
            assertThat(post(node, "/oauth/introspect", other).body()).isEqualTo("{\"active\":false}");
        }
    }

    @Test
    void issuer_withANewKey_isUnderstoodByANodeThatStartsAndRefusedByNone() {
        published.add(rotated);
        try (EndpointNode node = new EndpointNode(properties)) {
            String token = rotated.sign(rotated.claims());

            assertThat(post(node, "/oauth/introspect", token).body()).contains("\"active\":true");
            assertThat(post(node, "/oauth/revoke", token).status()).isEqualTo(200);
            assertThat(post(node, "/oauth/introspect", token).body()).isEqualTo("{\"active\":false}");
        }
    }
}
