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
 * A server in a process of its own. One that deploys while it runs is started empty and given its WARs by dropping them; one
 * that does not is started anew for each.
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

    /**
     * Prepares one; nothing is started before the first deployment.
     *
     * @param name tells nodes apart
     * @param environment what a user would set: {@code REDIS_URL}, and so on
     */
    public RunningServer(String name, Map<String, String> environment) {
        this(name, environment, Setup.USUAL);
    }

    /** As the constructor; WildFly without MicroProfile, and TomEE without the line of {@code server-config}. */
    public static RunningServer reduced(String name, Map<String, String> environment) {
        return new RunningServer(name, environment, Setup.REDUCED);
    }

    /**
     * The server that all test classes of this JVM share: without settings, so that applications bring theirs along. It is
     * never closed; who deploys undeploys.
     */
    public static RunningServer shared() {
        return Shared.SERVER;
    }

    private RunningServer(String name, Map<String, String> environment, Setup setup) {
        this.server = Server.underTest(Node.create(name), setup);
        this.environment = environment;
        RUNNING.put(httpPort(), server);
        // a JVM of tests that is told to end takes its servers along
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
    }

    /**
     * Where MicroProfile Health tells whether an application is ready.
     *
     * @param application the root of one that is deployed
     * @param rest its path of JAX-RS: some servers answer within the application
     */
    public static URI readiness(URI application, String rest) {
        Server server = RUNNING.get(application.getPort());
        if (server == null) {
            throw new IllegalArgumentException(application + " is on no server that was started here");
        }
        return server.readiness(application, rest);
    }

    /** Deploys, and returns when the server is done with it, well or not; whether it went well. */
    public boolean deploy(Path war) throws IOException {
        return deploy(List.of(war)).get(0).succeeded();
    }

    /** Deploys one after another, or all in one start; returns when the server is done with them, well or not. */
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

    /** Whether it deploys while it runs; one that does not deploys what it is started with. */
    public boolean deploysWhileItRuns() {
        return server.dropFolder().isPresent();
    }

    private static String name(Path war) {
        return war.getFileName().toString();
    }

    private @Nullable Outcome outcome(String name, int before) throws IOException {
        return server.outcome(name, log().substring(before)).orElse(null);
    }

    /** Takes a WAR away if it is there, and returns when it is gone. */
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

    /** Where an application is. */
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

    /** All that the server has said. */
    public String log() throws IOException {
        // readString would throw where the server is halfway through a character
        return Files.exists(server.node().log())
                ? new String(Files.readAllBytes(server.node().log()), StandardCharsets.UTF_8)
                : "";
    }

    /**
     * Starts anew what has ended before it was up: services of Payara Micro's own race for their configuration, and on a busy
     * machine one start in some dozens fails. A server that we bring down would be down each time.
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
        ProcessBuilder builder = server.layOut(wars.values().stream().toList());
        builder.environment().remove("REDIS_URL");
        builder.environment().put("JAVA_HOME", ServerUnderTest.javaHome().toString());
        builder.environment().putAll(environment);
        process = builder.directory(server.node().folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(server.node().log().toFile())
                .start();
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

    /** A WAR appears whole or not at all: scanners must not read half of one. */
    private static void drop(Path war, Path folder) throws IOException {
        Path draft = folder.resolveSibling(war.getFileName() + ".part");
        Files.copy(war, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                draft,
                folder.resolve(war.getFileName()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Without a goodbye: nobody looks at what a server does at its end, and some take seconds for it. */
    private void stop() {
        // start scripts do not pass signals on: the JVM is a child of theirs
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
     * @param log what the server has said since it was asked; where it deploys several in one start, what it has said of all
     */
    public record Deployment(String war, boolean succeeded, String log) {}

    private static final class Shared {
        static final RunningServer SERVER = new RunningServer("shared", Map.of(), Setup.ENTERPRISE_BEANS);
    }
}
