package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.testing.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the demo on a Payara Micro of its own, with the library at work or with all of its features off. The
 * calls come from the same machine, and take a good part of its time: a ratio of 0.9 means more than a tenth of the
 * server's own work.
 */
final class DemoCall implements Contender {
    private static final List<String> FEATURES = List.of("ratelimit", "cache", "revocation");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int USERS = 64;
    private static final int OK = 200;

    static {
        // each calling thread keeps one connection open
        System.setProperty("http.maxConnections", "64");
    }

    private final Process server;
    private final Path folder;
    private final URI root;
    private final Target target;
    private final String[] tokens = new String[USERS];

    /** The endpoints that are called. */
    enum Target {
        /** Limited, with a limit that is never reached. */
        LIMITED("api/search?q=booster"),
        /** Cached; without the cache, the demo's warehouse takes 300 ms. */
        CACHED("api/products/1"),
        /** Protected: it needs a token. */
        PROTECTED("api/me");

        private final String path;

        Target(String path) {
            this.path = path;
        }
    }

    private DemoCall(String redis, Target target, boolean on) throws IOException, InterruptedException {
        int port = Ports.free();
        this.folder = Files.createTempDirectory(Path.of(System.getProperty("bench.output")), "demo");
        this.root = URI.create("http://127.0.0.1:" + port + "/");
        this.target = target;
        this.server = start(redis, port, on);
        try {
            awaitReady();
            for (int user = 0; user < USERS; user++) {
                tokens[user] = target == Target.PROTECTED ? login("user-" + user) : "";
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    static Contender on(String redis, Target target) throws IOException, InterruptedException {
        return new DemoCall(redis, target, true);
    }

    static Contender off(String redis, Target target) throws IOException, InterruptedException {
        return new DemoCall(redis, target, false);
    }

    private Process start(String redis, int port, boolean on) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-Dredis.url=" + redis, "-DRateLimit/value=1000000000"));
        command.add("-Ddemo.key.file=" + folder.resolve("demo.key"));
        for (String feature : FEATURES) {
            command.add("-Dbeacon." + feature + ".enabled=" + on);
            // milliseconds, so that a busy machine does not answer requests without Redis
            command.add("-Dbeacon." + feature + ".timeout=5000");
        }
        command.addAll(List.of("-jar", System.getProperty("bench.payara"), "--nocluster", "--disablephonehome"));
        command.addAll(List.of("--port", String.valueOf(port), "--contextroot", "/"));
        command.addAll(List.of("--prebootcommandfile", System.getProperty("bench.payara.preboot")));
        command.addAll(List.of("--rootdir", folder.toString(), "--deploy", System.getProperty("bench.demo.war")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
    }

    private void awaitReady() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!isReady()) {
            if (!server.isAlive() || Instant.now().isAfter(end)) {
                throw new IllegalStateException("the demo did not start, see " + folder);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isReady() {
        try {
            return send("GET", Target.CACHED.path, null, null).length > 0;
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    private String login(String user) throws IOException {
        byte[] answer = send("POST", "api/session", null, Product.JSON.writeValueAsBytes(Map.of("user", user)));
        return Product.JSON.readTree(answer).get("token").asText();
    }

    private byte[] send(String method, String path, @Nullable String token, byte @Nullable [] body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) root.resolve(path).toURL().openConnection();
        connection.setRequestMethod(method);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        if (body != null) {
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (OutputStream output = connection.getOutputStream()) {
                output.write(body);
            }
        }
        int status = connection.getResponseCode();
        try (InputStream input = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] answer = input == null ? new byte[0] : input.readAllBytes();
            Contender.require(
                    status / 100 * 100 == OK, "200, but was " + status + new String(answer, StandardCharsets.UTF_8));
            return answer;
        }
    }

    @Override
    public Object call(int subject) throws Exception {
        return send("GET", target.path, target == Target.PROTECTED ? tokens[subject % USERS] : null, null);
    }

    @Override
    public void close() {
        server.destroy();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
