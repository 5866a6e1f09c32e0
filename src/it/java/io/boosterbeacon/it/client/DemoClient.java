package io.boosterbeacon.it.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.boosterbeacon.it.server.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A client of one instance of the demo. */
public final class DemoClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI root;

    public DemoClient(URL deployment) {
        this(URI.create(deployment.toString()));
    }

    public DemoClient(URI root) {
        this.root = root;
    }

    public URI root() {
        return root;
    }

    public Answer readiness() {
        return readiness("api/");
    }

    /**
     * The answer of the readiness check.
     *
     * @param rest the JAX-RS path of the application
     */
    public Answer readiness(String rest) {
        return get(RunningServer.readiness(root, rest).toString(), null);
    }

    public Answer login(String user, String... roles) {
        return send("POST", "api/session", null, json(Map.of("user", user, "roles", List.of(roles))));
    }

    /** A token of a user with one role. */
    public String token(String user, String role) {
        return login(user, role).text("token");
    }

    public Answer loginOn(String device, String user) {
        return send("POST", "api/session", null, json(Map.of("user", user, "device", device)));
    }

    /** The devices on which a user is logged in. */
    public List<String> devices(String token) {
        return get("api/sessions", token).json().findValuesAsText("device");
    }

    /** Exchanges a refresh token. */
    public Answer renew(String refreshToken) {
        return send("POST", "api/token", null, json(Map.of("refreshToken", refreshToken)));
    }

    public Answer me(String token) {
        return get("api/me", token);
    }

    public Answer search() {
        return get("api/search?q=booster", null);
    }

    public Answer product(String id) {
        return get("api/products/" + id, null);
    }

    public Answer revokeAll(String user, String adminToken) {
        return send("POST", "api/users/" + user + "/revocations", adminToken, "{\"reason\":\"password_change\"}");
    }

    public Answer get(String path, @Nullable String token) {
        return send("GET", path, token, null);
    }

    public Answer send(String method, String path, @Nullable String token, @Nullable String body) {
        return await(sendAsync(method, path, token, body));
    }

    /**
     * Posts a form.
     *
     * @param authorization the header field; empty for none
     * @param form names and values in turn
     */
    public Answer post(String path, String authorization, String... form) {
        List<String> pairs = IntStream.range(0, form.length / 2)
                .mapToObj(i -> form[2 * i] + "=" + URLEncoder.encode(form[2 * i + 1], UTF_8))
                .toList();
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(String.join("&", pairs)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return await(send(request));
    }

    public Answer sendWith(String method, String path, Map<String, String> headers) {
        return await(request(method, path, headers, null));
    }

    /**
     * Sends headers that may occur twice.
     *
     * @param headers names and values in turn
     */
    public Answer sendRaw(String method, String path, List<String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.noBody())
                .headers(headers.toArray(String[]::new));
        return await(send(request));
    }

    public CompletableFuture<Answer> getAsync(String path) {
        return sendAsync("GET", path, null, null);
    }

    /** Sends the same request many times at once, to the instances in turn. */
    public static List<Answer> atOnce(int times, String path, DemoClient... instances) {
        List<CompletableFuture<Answer>> running = IntStream.range(0, times)
                .mapToObj(i -> instances[i % instances.length].getAsync(path))
                .toList();
        return running.stream().map(DemoClient::await).toList();
    }

    private CompletableFuture<Answer> sendAsync(
            String method, String path, @Nullable String token, @Nullable String body) {
        return request(method, path, token == null ? Map.of() : Map.of("Authorization", "Bearer " + token), body);
    }

    private CompletableFuture<Answer> request(
            String method, String path, Map<String, String> headers, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return send(request);
    }

    private static CompletableFuture<Answer> send(HttpRequest.Builder request) {
        long start = System.nanoTime();
        return HTTP.sendAsync(request.timeout(PATIENCE).build(), BodyHandlers.ofString())
                .thenApply(response -> answer(response, Duration.ofNanos(System.nanoTime() - start)));
    }

    private static Answer answer(HttpResponse<String> response, Duration took) {
        return new Answer(response.statusCode(), response.headers(), response.body(), parse(response), took);
    }

    private static JsonNode parse(HttpResponse<String> response) {
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        if (!json || response.body().isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + response.body(), e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer await(CompletableFuture<Answer> answer) {
        return answer.orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }
}
