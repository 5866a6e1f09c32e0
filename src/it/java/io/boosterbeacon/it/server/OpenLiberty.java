package io.boosterbeacon.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Open Liberty with the files of {@code server-config}, unchanged. */
record OpenLiberty(Node node, Setup setup) implements Server {
    @Override
    public ProcessBuilder prepare(List<Path> wars) throws IOException {
        node.clear();
        Path server = Files.createDirectories(server());
        Files.copy(ServerUnderTest.config().resolve("server.xml"), server.resolve("server.xml"));
        if (setup == Setup.ENTERPRISE_BEANS) {
            Path overrides = Files.createDirectories(server.resolve("configDropins/overrides"));
            Files.copy(
                    ServerUnderTest.config().resolve("enterprise-beans.xml"),
                    overrides.resolve("enterprise-beans.xml"));
        }
        Path dropins = Files.createDirectories(dropins());
        for (Path war : wars) {
            Files.copy(war, dropins.resolve(war.getFileName()));
        }
        ProcessBuilder builder = new ProcessBuilder(
                ServerUnderTest.home().resolve("bin/server").toString(),
                "run",
                "defaultServer",
                "--",
                "--http.port=" + node.httpPort());
        builder.environment().put("WLP_USER_DIR", node.folder().toString());
        builder.environment().put("JVM_ARGS", ServerUnderTest.javaOptions());
        return builder;
    }

    private Path server() {
        return node.folder().resolve("servers/defaultServer");
    }

    private Path dropins() {
        return server().resolve("dropins");
    }

    @Override
    public boolean isUp(String log) {
        return log.contains("CWWKF0011I");
    }

    @Override
    public Optional<Path> dropFolder() {
        return Optional.of(dropins());
    }

    @Override
    public Optional<Outcome> outcome(String war, String log) {
        String name = war.replace(".war", "");
        if (log.contains("CWWKZ0002E: An exception occurred while starting the application " + name)
                || log.contains("CWWKZ0004E: An exception occurred while starting the application " + name)) {
            return Optional.of(Outcome.FAILED);
        }
        return log.contains("CWWKZ0001I: Application " + name + " started")
                ? Optional.of(Outcome.DEPLOYED)
                : Optional.empty();
    }

    @Override
    public boolean isUndeployed(String war, String log) {
        return log.contains("CWWKZ0009I: The application " + war.replace(".war", "") + " has stopped");
    }
}
