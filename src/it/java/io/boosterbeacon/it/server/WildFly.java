package io.boosterbeacon.it.server;

import io.boosterbeacon.redis.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * WildFly with {@code standalone-microprofile.xml}, or with a {@code standalone.xml} without any MicroProfile, and a
 * base folder of its own.
 */
record WildFly(Node node, Setup setup) implements Server {
    @Override
    public ProcessBuilder prepare(List<Path> wars) throws IOException {
        node.clear();
        Path home = ServerUnderTest.home();
        Node.copy(home.resolve("standalone/configuration"), node.folder().resolve("configuration"));
        boolean reduced = setup == Setup.REDUCED;
        String name = reduced ? "standalone.xml" : "standalone-microprofile.xml";
        Path configuration = node.folder().resolve("configuration").resolve(name);
        if (reduced) {
            Node.edit(configuration, "<extension module=\"org.wildfly.extension.microprofile[^>]*>", "");
            Node.edit(configuration, "<subsystem xmlns=\"urn:wildfly:microprofile[^>]*/>", "");
        }
        // each deployment waits for the scanner
        Node.edit(configuration, "scan-interval=\"5000\"", "scan-interval=\"100\"");
        Path deployments = Files.createDirectories(deployments());
        for (Path war : wars) {
            Files.copy(war, deployments.resolve(war.getFileName()));
        }
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin/standalone.sh").toString(),
                "-c",
                name,
                "-Djboss.server.base.dir=" + node.folder(),
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1",
                "-Djboss.http.port=" + node.httpPort(),
                "-Djboss.https.port=" + Ports.free(),
                "-Djboss.management.http.port=" + node.adminPort());
        builder.environment().put("JAVA_OPTS", ServerUnderTest.javaOptions() + " -Djava.net.preferIPv4Stack=true");
        return builder;
    }

    private Path deployments() {
        return node.folder().resolve("deployments");
    }

    @Override
    public boolean isUp(String log) {
        return log.contains("WFLYSRV0025") || log.contains("WFLYSRV0026");
    }

    @Override
    public Optional<Path> dropFolder() {
        return Optional.of(deployments());
    }

    @Override
    public Optional<Outcome> outcome(String war, String log) {
        if (Files.exists(deployments().resolve(war + ".failed"))) {
            return Optional.of(Outcome.FAILED);
        }
        return Files.exists(deployments().resolve(war + ".deployed"))
                ? Optional.of(Outcome.DEPLOYED)
                : Optional.empty();
    }

    @Override
    public boolean isUndeployed(String war, String log) {
        return Files.exists(deployments().resolve(war + ".undeployed"));
    }

    /** The check answers at the port for administration. */
    @Override
    public URI readiness(URI application, String rest) {
        return URI.create("http://127.0.0.1:" + node.adminPort() + "/health/ready");
    }
}
