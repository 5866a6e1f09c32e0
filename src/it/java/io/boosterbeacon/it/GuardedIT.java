package io.boosterbeacon.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.it.application.guarded.GuardedServlet;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import io.boosterbeacon.it.server.ServerUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revoked tokens at servlets, WebSockets, resources that need no token, and connections that are open already. */
@Needs(Capability.MP_JWT)
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "checks outside JAX-RS", store = "embedded")
class GuardedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Most servers verify the tokens of servlets only where these need a role. On TomEE, a filter verifies all. */
    private static final String CONSTRAINT =
            """
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>guarded</web-resource-name>
                  <url-pattern>/guarded/*</url-pattern>
                  <url-pattern>/unguarded/*</url-pattern>
                  <url-pattern>/forwarding/*</url-pattern>
                  <url-pattern>/api/live</url-pattern>
                </web-resource-collection>
                <auth-constraint><role-name>user</role-name></auth-constraint>
              </security-constraint>
              <security-role><role-name>user</role-name></security-role>
            """;

    private static final String DESCRIPTOR =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
              <context-param>
                <param-name>resteasy.role.based.security</param-name>
                <param-value>true</param-value>
              </context-param>
              <context-param>
                <param-name>resteasy.preferJacksonOverJsonB</param-name>
                <param-value>false</param-value>
              </context-param>
            %s</web-app>
            """;

    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    static WebArchive guarded() {
        boolean constrained = !ServerUnderTest.name().equals("tomee");
        return DemoArchive.with(
                        "beacon.revocation.servlet-patterns=/guarded/*,/open/*,/api/live",
                        "beacon.revocation.connection-check-interval=200ms")
                .addPackage(GuardedServlet.class.getPackage())
                .setWebXML(new StringAsset(DESCRIPTOR.formatted(constrained ? CONSTRAINT : "")));
    }

    private DemoClient client() {
        return new DemoClient(url);
    }

    private String token() {
        return client().token("user-" + System.nanoTime(), "user");
    }

    private void revoke(String token) {
        assertThat(client().send("DELETE", "api/session", token, null).status()).isEqualTo(204);
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"invalid_token\", error_description=\"Token has been revoked\"");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("error")).isEqualTo("Token has been revoked");
    }

    @Test
    void servlet_ofAConfiguredPattern_refusesARevokedToken() {
        String token = token();
        assertThat(client().get("guarded/page", token).body()).isEqualTo("token");
        revoke(token);

        assertRefused(client().get("guarded/page", token));
        assertThat(client().get("guarded/page", token()).body()).isEqualTo("token");
    }

    /** The path may name a user. */
    @Test
    void servlet_thatRefusesAToken_isAuditedWithItsPattern() {
        String user = "audited-" + System.nanoTime();
        String token = client().token(user, "user");
        assertThat(client().get("guarded/people/" + user, token).body()).isEqualTo("token");
        revoke(token);
        assertRefused(client().get("guarded/people/" + user, token));

        String admin = client().token("root", "admin");
        await().atMost(PATIENCE).untilAsserted(() -> {
            Answer audit = client().get("api/audit?user=" + user, admin);
            assertThat(audit.status()).as(audit.body()).isEqualTo(200);
            assertThat(audit.json())
                    .extracting(entry -> entry.path("action").asText() + " "
                            + entry.path("request").asText())
                    // the token and its session
                    .containsExactlyInAnyOrder("REJECTED GET /guarded/people/*", "REVOKED ", "REVOKED ");
        });
    }

    @Test
    void servlet_ofNoConfiguredPattern_isNotChecked() {
        String token = token();
        revoke(token);

        assertThat(client().get("unguarded/page", token).body()).isEqualTo("token");
    }

    @Test
    void servlet_ofNoConfiguredPatternThatForwardsToOne_refusesARevokedToken() {
        String token = token();
        assertThat(client().get("forwarding/page", token).body()).isEqualTo("token");
        revoke(token);

        assertRefused(client().get("forwarding/page", token));
    }

    /** Where the server verifies tokens there, the filter checks them. */
    @Test
    void servlet_thatNeedsNoToken_refusesARevokedTokenThatTheServerHasVerified() {
        boolean verified = Capability.OPTIONAL_TOKENS_OF_SERVLETS.isPresent();
        String token = token();
        assertThat(client().get("open/page", token).body()).isEqualTo(verified ? "token" : "none");
        assertThat(client().get("open/page", null).body()).isEqualTo("none");
        revoke(token);

        if (verified) {
            assertRefused(client().get("open/page", token));
        } else {
            assertThat(client().get("open/page", token).body()).isEqualTo("none");
        }
    }

    @Test
    void resource_thatNeedsNoToken_refusesARevokedTokenThatTheServerHasVerified() {
        boolean verified = Capability.OPTIONAL_TOKENS_OF_RESOURCES.isPresent();
        String token = token();
        assertThat(client().get("api/guarded/optional", token).body()).isEqualTo(verified ? "token true" : "none");
        Answer without = client().get("api/guarded/optional", null);
        assertThat(without.status()).isEqualTo(200);
        assertThat(without.body()).isEqualTo("none");
        revoke(token);

        if (verified) {
            assertRefused(client().get("api/guarded/optional", token));
        } else {
            assertThat(client().get("api/guarded/optional", token).body()).isEqualTo("none");
        }
    }

    @Test
    void streamOfEvents_ofATokenThatIsRevoked_ends() throws Exception {
        String token = token();
        HttpRequest request = HttpRequest.newBuilder(client().root().resolve("api/guarded/stream"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .timeout(PATIENCE)
                .build();
        HttpResponse<InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        List<String> lines = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> read(response.body(), lines));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains("open")));
        await().during(Duration.ofMillis(600)).until(() -> !end.isDone());

        revoke(token);

        await().atMost(PATIENCE).until(end::isDone);
    }

    private static void read(InputStream body, List<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // some servers cut the connection
            lines.add("cut");
        }
    }

    private CompletableFuture<WebSocket> connect(String path, String token, Listener listener) {
        URI socket = URI.create(client().root().resolve(path).toString().replaceFirst("^http", "ws"));
        return HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .connectTimeout(PATIENCE)
                .buildAsync(socket, listener);
    }

    /** Most servers answer a handshake before JAX-RS, also below its path. */
    @ParameterizedTest
    @ValueSource(strings = {"guarded/socket", "api/live"})
    void handshake_withARevokedToken_isRefused(String path) {
        String token = token();
        Listener listener = new Listener();
        WebSocket socket = connect(path, token, listener).join();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listener.texts).hasSize(1));
        socket.abort();
        revoke(token);

        assertThat(connect(path, token, new Listener()))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(401));
    }

    @Test
    void session_ofATokenThatIsRevoked_isClosedWithAReason() throws Exception {
        String token = token();
        Listener listener = new Listener();
        WebSocket socket = connect("guarded/socket", token, listener).join();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(listener.texts).containsExactly("token"));
        await().during(Duration.ofMillis(600)).until(() -> !listener.closed.isDone());

        revoke(token);

        assertThat(listener.closed).succeedsWithin(PATIENCE).isEqualTo("1008 Token has been revoked");
        socket.abort();
    }

    private static final class Listener implements WebSocket.Listener {
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            texts.add(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status + " " + reason);
            return WebSocket.Listener.super.onClose(socket, status, reason);
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.completeExceptionally(new CompletionException(failure));
        }
    }
}
