package io.boosterbeacon.it.server;

import io.boosterbeacon.it.server.Server.Outcome;
import io.boosterbeacon.it.server.Server.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own. One that deploys while it runs is started empty, and its WARs are put into a folder
 * that it scans. One that does not is started again for each deployment.
 */
public final class RunningServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RunningServer.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int START_ATTEMPTS = 3;
    private static final Map<Integer, Server> RUNNING = new ConcurrentHashMap<>();

    private final Server server;
    private final Map<String, String> environment;
    private final Map<String, Path> wars = new LinkedHashMap<>();
    private @Nullable Process process;
    private boolean launched;

    /**
     * Prepares a server, which starts with its first deployment.
     *
     * @param name distinguishes nodes
     * @param environment what a user would set: {@code REDIS_URL}, and so on
     */
    public RunningServer(String name, Map<String, String> environment) {
        this(name, environment, Setup.USUAL);
    }

    /**
     * Prepares a server with fewer features: WildFly without MicroProfile, TomEE without the line of
     * {@code server-config}.
     */
    public static RunningServer reduced(String name, Map<String, String> environment) {
        return new RunningServer(name, environment, Setup.REDUCED);
    }

    /**
     * The server that all test classes of this JVM share. It has no settings: applications bring their own. It is never
     * closed, so that each test class must undeploy what it has deployed.
     */
    public static RunningServer shared() {
        return Shared.SERVER;
    }

    private RunningServer(String name, Map<String, String> environment, Setup setup) {
        this.server = Server.underTest(Node.create(name), setup);
        this.environment = environment;
        RUNNING.put(httpPort(), server);
        // the servers must end with the JVM of the tests
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /**
     * The URI of an application's readiness check by MicroProfile Health.
     *
     * @param application the root of a deployed application
     * @param rest its JAX-RS path: on some servers the check is part of the application
     */
    public static URI readiness(URI application, String rest) {
        Server server = RUNNING.get(application.getPort());
        if (server == null) {
            throw new IllegalArgumentException(application + " is on no server that was started here");
        }
        return server.readiness(application, rest);
    }

    /** Deploys a WAR, waits until that has succeeded or failed, and returns whether it has succeeded. */
    public boolean deploy(Path war) throws IOException {
        return deploy(List.of(war)).get(0).succeeded();
    }

    /** Deploys WARs one after another, or all in one start, and waits until each has succeeded or failed. */
    public List<Deployment> deploy(List<Path> added) throws IOException {
        List<Deployment> deployments = new ArrayList<>();
        Optional<Path> folder = server.dropFolder();
        if (folder.isEmpty()) {
            added.forEach(war -> wars.put(name(war), war));
            stop();
            start();
        } else if (process == null) {
            start();
        }
        for (Path war : added) {
            int before = folder.isEmpty() ? 0 : log().length();
            if (folder.isPresent()) {
                drop(war, folder.get());
            }
            await(name(war) + " to be deployed", () -> outcome(name(war), before) != null);
            boolean succeeded = outcome(name(war), before) == Outcome.DEPLOYED;
            deployments.add(new Deployment(name(war), succeeded, log().substring(before)));
        }
        return deployments;
    }

    /** Whether it deploys while it runs; other servers deploy only when they start. */
    public boolean deploysWhileItRuns() {
        return server.dropFolder().isPresent();
    }

    private static String name(Path war) {
        return war.getFileName().toString();
    }

    private @Nullable Outcome outcome(String name, int before) throws IOException {
        return server.outcome(name, log().substring(before)).orElse(null);
    }

    /** Undeploys a WAR if it is there, and waits until it is gone. */
    public void undeploy(String name) throws IOException {
        if (server.dropFolder().isEmpty()) {
            wars.remove(name);
            stop();
            return;
        }
        if (process == null) {
            return;
        }
        int before = log().length();
        if (!Files.deleteIfExists(server.dropFolder().get().resolve(name))) {
            return;
        }
        await(name + " to be undeployed", () -> server.isUndeployed(name, log().substring(before)));
    }

    /** The URI of an application. */
    public URI at(String war) {
        return URI.create("http://127.0.0.1:" + httpPort() + "/" + war.replace(".war", "") + "/");
    }

    int httpPort() {
        return server.node().httpPort();
    }

    /** The names of all threads of the server. */
    public List<String> threads() throws IOException {
        return askJvms("Thread.print").stream()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.indexOf('"', 1)))
                .toList();
    }

    /** How many class loaders of the server have a class of this name, after a garbage collection. */
    public long loadersOf(Class<?> type) throws IOException {
        askJvms("GC.run");
        String name = type.getName() + "/";
        return askJvms("VM.class_hierarchy", type.getName()).stream()
                .filter(line -> line.contains(name))
                .count();
    }

    private List<String> askJvms(String... question) throws IOException {
        List<String> answers = new ArrayList<>();
        for (ProcessHandle jvm : processes().filter(RunningServer::isJvm).toList()) {
            List<String> command = new ArrayList<>(
                    List.of(ServerUnderTest.javaHome().resolve("bin/jcmd").toString(), String.valueOf(jvm.pid())));
            command.addAll(List.of(question));
            Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines = jcmd.inputReader()) {
                lines.lines().forEach(answers::add);
            }
        }
        return answers;
    }

    private static boolean isJvm(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("java");
    }

    private Stream<ProcessHandle> processes() {
        Process started = process;
        return started == null ? Stream.empty() : Stream.concat(started.descendants(), Stream.of(started.toHandle()));
    }

    /** All that the server has logged; empty before its first start, although an earlier run may have left a log. */
    public String log() throws IOException {
        if (!launched) {
            return "";
        }
        // readString would throw if the last character is not complete yet
        return Files.exists(server.node().log())
                ? new String(Files.readAllBytes(server.node().log()), StandardCharsets.UTF_8)
                : "";
    }

    /**
     * Starts the server, and tries again if it ends while it starts: Payara Micro's own services race for their
     * configuration, so that on a busy machine a few starts in a hundred fail. A failure that we cause would come each
     * time.
     */
    private void start() throws IOException {
        for (int left = START_ATTEMPTS - 1; ; left--) {
            launch();
            try {
                await("the server", () -> server.isUp(log()));
                return;
            } catch (TerminalFailureException e) {
                if (left == 0) {
                    throw e;
                }
                LOG.log(System.Logger.Level.WARNING, "A server is started again", e);
            }
        }
    }

    private void launch() throws IOException {
        ProcessBuilder builder = server.prepare(wars.values().stream().toList());
        builder.environment().remove("REDIS_URL");
        builder.environment().put("JAVA_HOME", ServerUnderTest.javaHome().toString());
        builder.environment().putAll(environment);
        process = builder.directory(server.node().folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(server.node().log().toFile())
                .start();
        launched = true;
    }

    private void await(String what, Callable<Boolean> condition) {
        Process running = process;
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast(
                        server.node().name() + " has ended: see "
                                + server.node().log(),
                        () -> running != null && !running.isAlive())
                .until(condition);
    }

    /** Moves a complete copy into the folder: the server must not scan half of a WAR. */
    private static void drop(Path war, Path folder) throws IOException {
        Path draft = folder.resolveSibling(war.getFileName() + ".part");
        Files.copy(war, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                draft,
                folder.resolve(war.getFileName()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Kills the server: no test looks at its shutdown, which takes some servers seconds. */
    private void stop() {
        // the JVM is a child of a start script, which does not pass signals on
        List<ProcessHandle> all = processes().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle ->
                handle.onExit().completeOnTimeout(handle, 20, TimeUnit.SECONDS).join());
        process = null;
    }

    @Override
    public void close() {
        stop();
    }

    /**
     * How a deployment went.
     *
     * @param log what the server has logged since it began; of all deployments, if there are several in one start
     */
    public record Deployment(String war, boolean succeeded, String log) {}

    private static final class Shared {
        static final RunningServer SERVER = new RunningServer("shared", Map.of(), Setup.ENTERPRISE_BEANS);
    }
}
