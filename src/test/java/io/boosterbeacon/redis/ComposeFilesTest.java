package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.config.RedisUrl;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.testing.Certificates;
import io.boosterbeacon.redis.testing.ComposeFile;
import io.boosterbeacon.redis.testing.ComposeFile.Service;
import io.boosterbeacon.redis.testing.Ports;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The containers of the folder docker, without containers: the commands of the compose files are run as they stand
 * there, on other ports and in other folders.
 */
class ComposeFilesTest {
    private static final Path DOCKER = Path.of("docker");
    private static final List<String> SHAPES = List.of("standalone", "sentinel", "cluster", "tls");
    private static final String CLIENT_PASSWORD = "changeit";
    private static final Pattern VARIABLE = Pattern.compile("`([A-Z_]+)=([^`]+)`");

    @TempDir
    private Path folder;

    private final RedisClient client = RedisClient.create();
    private final List<RedisProcess> started = new ArrayList<>();
    private final Map<Integer, Integer> ports = new LinkedHashMap<>();

    @AfterEach
    void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        started.forEach(RedisProcess::close);
    }

    static List<String> shapes() {
        return SHAPES;
    }

    @Test
    void folder_holdsOneFileForEachShape() throws IOException {
        try (Stream<Path> files = Files.walk(DOCKER)) {
            assertThat(files.filter(file -> file.endsWith("compose.yaml")))
                    .containsExactlyInAnyOrderElementsOf(
                            SHAPES.stream().map(ComposeFilesTest::path).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void composeFile_isWellFormed(String shape) {
        ComposeFile file = ComposeFile.read(path(shape));

        assertThat(file.root().get("name")).isEqualTo("beacon-" + shape);
        assertThat(file.root().keySet()).isSubsetOf("name", "services", "volumes");
        assertThat(file.services()).isNotEmpty().allSatisfy((name, service) -> {
            assertThat(service.root().get("image")).isEqualTo("redis:7.2");
            assertThat(service.root().keySet())
                    .isSubsetOf(
                            "image",
                            "command",
                            "environment",
                            "ports",
                            "volumes",
                            "healthcheck",
                            "network_mode",
                            "user",
                            "depends_on");
            assertThat(service.command()).isNotEmpty();
            // the one that only makes the cluster is never asked how it is
            if (!name.equals("create")) {
                assertThat(service.healthCheck().get(0)).startsWith("CMD");
                assertThat(String.join(" ", service.healthCheck()))
                        .contains("redis-cli")
                        .endsWith("ping");
            }
            if (service.root().containsKey("depends_on")) {
                assertThat(file.services()).containsKeys(service.waitsFor().toArray(String[]::new));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void server_listensOnLoopbackOnly(String shape) {
        assertThat(ComposeFile.read(path(shape)).services().values()).allSatisfy(service -> {
            if (service.onHostNetwork()) {
                assertThat(service.ports()).isEmpty();
                assertThat(String.join(" ", service.command()))
                        .containsPattern(
                                service.name().equals("create") ? "redis-cli" : "\\bbind '?127\\.0\\.0\\.1\\b");
            } else {
                assertThat(service.ports()).containsExactly("127.0.0.1:6379:6379");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void composeFile_isAcceptedByCompose(String shape) throws Exception {
        assumeThat(succeeds("docker", "compose", "version")).isTrue();

        assertThat(succeeds("docker", "compose", "-f", path(shape).toString(), "config", "-q"))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void readme_tellsTheCommandAndAUrlThatTheLibraryAccepts(String shape) throws IOException {
        assertThat(row(shape)).contains("`docker compose -f docker/" + shape + "/compose.yaml up -d`");
        RedisSettings redis = settings(shape);

        assertThat(redis.shape())
                .isEqualTo(shape.equals("tls") ? Shape.STANDALONE : Shape.valueOf(shape.toUpperCase(Locale.ROOT)));
        assertThat(redis.url()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "tls"})
    void readme_urlOfOneServer_isThePublishedPort(String shape) throws IOException {
        Service redis = ComposeFile.read(path(shape)).service("redis");

        assertThat(portsOf(settings(shape))).containsExactly(6379);
        assertThat(redis.ports()).containsExactly("127.0.0.1:6379:6379");
    }

    @Test
    void readme_urlOfSentinel_isTheSentinelsOfTheFile() throws IOException {
        RedisSettings told = settings("sentinel");
        ComposeFile file = ComposeFile.read(path("sentinel"));

        assertThat(sentinels(file))
                .extracting(sentinel -> Integer.valueOf(sentinel.variable("PORT")))
                .hasSize(3)
                .containsExactlyElementsOf(portsOf(told));
        String master = told.url().orElseThrow().master().orElseThrow();
        assertThat(sentinels(file)).allSatisfy(sentinel -> assertThat(String.join(" ", sentinel.command()))
                .contains("'sentinel monitor " + master + " 127.0.0.1 6379 2'"));
        assertThat(servers(file))
                .extracting(server -> server.argument("--port"))
                .containsExactly("6379", "6380", "6381");
        assertThat(servers(file).subList(1, 3)).allSatisfy(replica -> assertThat(replica.argument("--replicaof"))
                .isEqualTo("127.0.0.1 6379"));
        assertThat(servers(file).get(0).command()).doesNotContain("--replicaof");
    }

    @Test
    void readme_urlOfCluster_isTheMastersOfTheFile() throws IOException {
        ComposeFile file = ComposeFile.read(path("cluster"));
        List<Integer> nodes = servers(file).stream()
                .map(node -> Integer.valueOf(node.argument("--port")))
                .toList();
        Service create = file.service("create");

        assertThat(nodes).containsExactly(7000, 7001, 7002, 7003, 7004, 7005);
        // redis-cli makes the first three of six the masters
        assertThat(portsOf(settings("cluster"))).isEqualTo(nodes.subList(0, 3));
        assertThat(create.waitsFor())
                .containsExactlyElementsOf(
                        servers(file).stream().map(Service::name).toList());
        assertThat(create.command().get(2))
                .contains("--cluster-replicas 1 --cluster-yes")
                .contains(nodes.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentinel", "cluster"})
    void healthCheck_asksThePortThatItsServerHas(String shape) {
        assertThat(servers(ComposeFile.read(path(shape)))).allSatisfy(server -> assertThat(server.environment())
                .containsEntry("PORT", server.argument("--port")));
    }

    @Test
    void standalone_asItStands_keepsEverything() {
        Service redis = ComposeFile.read(path("standalone")).service("redis");
        int port = Ports.free();
        // the container's port is Redis's default, which no argument names
        assertThat(redis.command()).doesNotContain("--port");

        RedisProcess server =
                start("redis", port, redis, List.of("--port", String.valueOf(port), "--dir", folder.toString()));

        assertKeepsEverything(RedisURI.create(server.url()));
    }

    @Test
    void tls_asItStands_keepsEverythingAndSpeaksNothingElse() throws Exception {
        certificates();
        Service redis = ComposeFile.read(path("tls")).service("redis");
        int port = move(redis.argument("--tls-port"));

        start("rediss", port, redis, List.of("--dir", folder.toString()));

        RedisURI uri = RedisURI.create("rediss://localhost:" + port);
        uri.setVerifyPeer(SslVerifyMode.FULL);
        trust(SslOptions.builder().trustManager(folder.resolve("ca.crt").toFile()));
        assertKeepsEverything(uri);
        RedisURI byAddress = RedisURI.create("rediss://127.0.0.1:" + port);
        byAddress.setVerifyPeer(SslVerifyMode.FULL);
        assertKeepsEverything(byAddress);
        // "optional": a client may show its certificate
        trust(SslOptions.builder()
                .trustManager(folder.resolve("ca.crt").toFile())
                .keystore(folder.resolve("client.p12").toFile(), CLIENT_PASSWORD.toCharArray()));
        assertKeepsEverything(uri);
        assertThatThrownBy(() -> client.connect(RedisURI.create("redis://127.0.0.1:" + port)))
                .isInstanceOf(RedisConnectionException.class);
    }

    @Test
    void sentinel_asItStands_watchesTheMaster() {
        ComposeFile file = ComposeFile.read(path("sentinel"));
        Service master = servers(file).get(0);
        Service sentinel = sentinels(file).get(0);
        int masterPort = move(master.argument("--port"));
        int port = move(sentinel.variable("PORT"));
        start("redis", masterPort, master, List.of("--dir", folder.toString()));

        started.add(RedisProcess.startCommand(
                "redis",
                port,
                Stream.concat(Stream.of("env", "PORT=" + port), sentinel.command().stream())
                        .map(word -> word.replace("/tmp/sentinel.conf", folder + "/sentinel.conf"))
                        .map(this::moved)
                        .toList()));

        try (StatefulRedisSentinelConnection<String, String> connection =
                client.connectSentinel(RedisURI.create("redis://127.0.0.1:" + port))) {
            Map<String, String> watched = connection.sync().master("mymaster");
            assertThat(watched)
                    .containsEntry("port", String.valueOf(masterPort))
                    .containsEntry("quorum", "2");
        }
    }

    @Test
    void clusterNode_asItStands_isOne() {
        Service node = servers(ComposeFile.read(path("cluster"))).get(0);
        int port = move(node.argument("--port"));

        RedisProcess server = start("redis", port, node, List.of("--dir", folder.toString()));

        RedisURI uri = RedisURI.create(server.url());
        assertKeepsEverything(uri);
        String info = ask(uri, redis -> redis.info("cluster"));
        assertThat(info).contains("cluster_enabled:1");
    }

    private static Path path(String shape) {
        return DOCKER.resolve(shape).resolve("compose.yaml");
    }

    private static List<Service> sentinels(ComposeFile file) {
        return file.services().values().stream()
                .filter(service -> service.name().startsWith("sentinel-"))
                .toList();
    }

    /** Those that hold data. */
    private static List<Service> servers(ComposeFile file) {
        return file.services().values().stream()
                .filter(service -> service.command().get(0).equals("redis-server"))
                .toList();
    }

    private static String row(String shape) throws IOException {
        return Files.readAllLines(DOCKER.resolve("README.md")).stream()
                .filter(line -> line.contains("docker/" + shape + "/compose.yaml"))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What the library makes of the variables that the row tells; certificates are made for the files that it names.
     */
    private RedisSettings settings(String shape) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        Matcher variables = VARIABLE.matcher(row(shape));
        while (variables.find()) {
            properties.put(
                    variables
                            .group(1)
                            .toLowerCase(Locale.ROOT)
                            .replace("trust_store", "trust-store")
                            .replace('_', '.'),
                    variables.group(2).replace("docker/tls/certificates", folder.toString()));
        }
        assertThat(properties).containsKey("redis.url");
        if (shape.equals("tls")) {
            Files.copy(Certificates.ofLocalhost().trustPem(), folder.resolve("ca.crt"));
        }
        return Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
                    throw problem;
                })
                .redis();
    }

    private static List<Integer> portsOf(RedisSettings settings) {
        return settings.url().orElseThrow().hosts().stream()
                .map(RedisUrl.Host::port)
                .toList();
    }

    /** A free port in place of one of the file's. */
    private int move(String port) {
        return ports.computeIfAbsent(Integer.valueOf(port), taken -> Ports.free());
    }

    private String moved(String word) {
        String result = word;
        for (Map.Entry<Integer, Integer> each : ports.entrySet()) {
            result = result.replaceAll("\\b" + each.getKey() + "\\b", String.valueOf(each.getValue()));
        }
        return result;
    }

    private RedisProcess start(String scheme, int port, Service service, List<String> more) {
        List<String> command = new ArrayList<>();
        service.command().forEach(word -> command.add(moved(word).replace("/tls/", folder + "/")));
        command.addAll(more);
        RedisProcess server = RedisProcess.startCommand(scheme, port, command);
        started.add(server);
        return server;
    }

    private void assertKeepsEverything(RedisURI uri) {
        Map<String, String> policy = ask(uri, redis -> redis.configGet("maxmemory-policy"));
        assertThat(policy).containsValue("noeviction");
        Map<String, String> persistence = ask(uri, redis -> redis.configGet("appendonly"));
        assertThat(persistence).containsValue("yes");
    }

    private <T> T ask(RedisURI uri, Function<RedisCommands<String, String>, T> question) {
        try (StatefulRedisConnection<String, String> connection = client.connect(uri)) {
            return question.apply(connection.sync());
        }
    }

    private void trust(SslOptions.Builder ssl) {
        client.setOptions(ClientOptions.builder().sslOptions(ssl.build()).build());
    }

    /** Made by the script of the folder. */
    private void certificates() throws IOException, InterruptedException {
        assumeThat(succeeds("openssl", "version")).isTrue();
        assertThat(succeeds("sh", DOCKER.resolve("tls/certificates.sh").toString(), folder.toString()))
                .isTrue();
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
