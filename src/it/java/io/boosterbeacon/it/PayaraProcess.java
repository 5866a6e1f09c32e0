package io.boosterbeacon.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Payara Micro started by hand, for deployments that fail: Arquillian would wait for them in vain. */
final class PayaraProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private PayaraProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts with a WAR and waits until the server is done with it, well or not. */
    static PayaraProcess start(String name, File war, Map<String, String> environment) throws IOException {
        Path log = Path.of(System.getProperty("it.output"), name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command(war)).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        PayaraProcess started = new PayaraProcess(builder.start(), log);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .failFast("Payara Micro ended", () -> !started.process.isAlive())
                .until(() -> started.log().contains("ready in"));
        return started;
    }

    private static List<String> command(File war) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("it.payara.jvm").split(" ", -1)));
        command.addAll(List.of("-jar", System.getProperty("it.payara.jar")));
        command.addAll(List.of("--nocluster", "--disablephonehome", "--autobindhttp", "--contextroot", "/"));
        command.addAll(List.of("--prebootcommandfile", System.getProperty("it.payara.preboot")));
        command.addAll(List.of("--deploy", war.getPath()));
        return command;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
