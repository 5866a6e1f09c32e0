package io.boosterbeacon.redis.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisExecProvider;

/**
 * A real redis-server for one test, on the loopback address and without persistence. It ends with the JVM at the
 * latest.
 */
public final class RedisProcess implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final String scheme;
    private final int port;
    private final List<String> command;
    private Process process;

    private RedisProcess(String scheme, int port, List<String> command) {
        this.scheme = scheme;
        this.port = port;
        this.command = command;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** Starts a server on a free port. */
    public static RedisProcess start(String... settings) {
        return startOn(Ports.free(), settings);
    }

    /** Starts a server on a given port. */
    public static RedisProcess startOn(int port, String... settings) {
        return start("redis", port, List.of(settings));
    }

    private static RedisProcess start(String scheme, int port, List<String> settings) {
        List<String> all = new ArrayList<>(List.of("--enable-debug-command", "yes"));
        all.addAll(settings);
        return start(Executable.FILE.toPath(), Executable.FILE.toPath().getParent(), scheme, port, all);
    }

    /** Starts a server of another kind or version. */
    static RedisProcess startOther(Path executable, String... settings) {
        // in a folder of its own: it cannot load what a newer version has saved
        return start(executable, TempFolder.create("beacon-redis"), "redis", Ports.free(), List.of(settings));
    }

    private static RedisProcess start(Path executable, Path folder, String scheme, int port, List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                executable.toAbsolutePath().toString(),
                "--port",
                String.valueOf(port),
                "--bind",
                HOST,
                "--save",
                "",
                "--appendonly",
                "no",
                // by default a master waits five seconds for more replicas before it serves the first
                "--repl-diskless-sync-delay",
                "0",
                "--dir",
                folder.toString(),
                // the next server in this folder must not load what a replica has received
                "--dbfilename",
                port + ".rdb",
                "--rdb-del-sync-files",
                "yes"));
        command.addAll(settings);
        return new RedisProcess(scheme, port, command);
    }

    /** Starts a server on a free port that accepts TLS only, and requires certificates of its clients. */
    public static RedisProcess startTls(Certificates certificates, String... settings) {
        int port = Ports.free();
        List<String> all = new ArrayList<>(certificates.serverSettings());
        all.addAll(List.of("--port", "0", "--tls-port", String.valueOf(port)));
        all.addAll(List.of(settings));
        return start("rediss", port, all);
    }

    /**
     * Starts a sentinel that watches a master.
     *
     * @param tls options; empty if the master does not use TLS
     */
    static RedisProcess sentinel(RedisProcess master, String masterId, List<String> tls) {
        int port = Ports.free();
        try {
            Path folder = TempFolder.create("beacon-sentinel");
            Path file = folder.resolve("sentinel.conf");
            Files.writeString(
                    file,
                    String.join(
                            "\n",
                            tls.isEmpty() ? "port " + port : "port 0\ntls-port " + port,
                            "bind " + HOST,
                            "dir " + folder,
                            "sentinel monitor " + masterId + " " + HOST + " " + master.port() + " 2",
                            "sentinel down-after-milliseconds " + masterId + " 1000",
                            "sentinel failover-timeout " + masterId + " 3000",
                            ""));
            List<String> command =
                    new ArrayList<>(List.of(Executable.FILE.getAbsolutePath(), file.toString(), "--sentinel"));
            command.addAll(tls);
            return new RedisProcess(master.scheme, port, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server that all tests of this JVM share. No test may stop it or change its settings. */
    public static RedisProcess shared() {
        return Shared.REDIS;
    }

    /**
     * Runs a command that was written for another place, with nothing added.
     *
     * @param scheme {@code redis}, or {@code rediss} if the server speaks TLS
     * @param port the port that the server listens on
     * @param command names {@code redis-server}, which becomes this binary; a shell that runs it must do so by
     *     {@code exec}
     */
    public static RedisProcess startCommand(String scheme, int port, List<String> command) {
        return new RedisProcess(
                scheme,
                port,
                command.stream()
                        .map(word -> word.replace("redis-server", Executable.FILE.getAbsolutePath()))
                        .toList());
    }

    public int port() {
        return port;
    }

    public String url() {
        return scheme + "://" + HOST + ":" + port;
    }

    /** Kills the server (SIGKILL); its data is lost. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts again, empty, after {@link #kill}. */
    public void restart() {
        process = launch();
    }

    /** Freezes the server (SIGSTOP): connections stay open, and no command is answered. */
    public void freeze() {
        signal("STOP");
    }

    /** Ends a {@link #freeze} (SIGCONT). */
    public void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() {
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> !started.isAlive() || answers());
            if (!started.isAlive()) {
                throw new IllegalStateException("redis-server ended with " + started.exitValue() + ": " + command);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            socket.setSoTimeout(500);
            OutputStream out = socket.getOutputStream();
            out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // "+PONG", or "-NOAUTH …" from a server with a password; one that speaks TLS hangs up
            return scheme.equals("rediss") || socket.getInputStream().read() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The binary that a test dependency brings, unpacked once for each JVM. */
    private static final class Executable {
        static final File FILE = unpack();

        private static File unpack() {
            try {
                File file = RedisExecProvider.defaultProvider().get();
                Path own = TempFolder.create("beacon-redis").resolve("redis-server");
                Files.copy(file.toPath(), own);
                own.toFile().setExecutable(true);
                return own.toFile();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Shared {
        static final RedisProcess REDIS = start();
    }
}
