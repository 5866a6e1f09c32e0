package io.boosterbeacon.it.server;

import io.boosterbeacon.redis.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** GlassFish 7 and 8, with a copy of the domain that comes with them, on free ports of the loopback address. */
record GlassFish(Node node) implements Server {
    private static final String DOMAIN = "domain1";

    @Override
    public ProcessBuilder prepare(List<Path> wars) throws IOException {
        node.clear();
        Path domains = ServerUnderTest.home().resolve("glassfish/domains");
        Node.copy(domains.resolve(DOMAIN), domain());
        Path settings = domain().resolve("config/domain.xml");
        Node.edit(
                settings,
                "<network-listener port=\"8080\"",
                "<network-listener address=\"127.0.0.1\" port=\"" + node.httpPort() + "\"");
        Node.edit(
                settings,
                "<network-listener port=\"8181\"",
                "<network-listener address=\"127.0.0.1\" port=\"" + Ports.free() + "\"");
        Node.edit(
                settings,
                "<network-listener port=\"4848\"",
                "<network-listener address=\"127.0.0.1\" port=\"" + node.adminPort() + "\"");
        Node.edit(settings, "address=\"0\\.0\\.0\\.0\"", "address=\"127.0.0.1\"");
        for (String port : List.of("3700", "3820", "3920", "8686")) {
            Node.edit(settings, "port=\"" + port + "\"", "port=\"" + Ports.free() + "\"");
        }
        Node.edit(settings, "shell\\.telnet\\.port=6666", "shell.telnet.port=" + Ports.free());
        // each deployment waits for the scanner
        Node.edit(
                settings,
                "<property value=\"default\" name=\"adminConsoleStartup\" */>",
                "<das-config autodeploy-polling-interval-in-seconds=\"1\"/>$0");
        String options = Stream.of(ServerUnderTest.javaOptions().split(" ", -1))
                .map(option -> "<jvm-options>" + option + "</jvm-options>")
                .collect(Collectors.joining());
        Node.edit(settings, "<jvm-options>-Xmx512m</jvm-options>", options);
        for (Path war : wars) {
            Files.copy(war, autodeploy().resolve(war.getFileName()));
        }
        ProcessBuilder builder = new ProcessBuilder(
                ServerUnderTest.home().resolve("bin/asadmin").toString(),
                "start-domain",
                "--verbose",
                "--domaindir",
                node.folder().toString(),
                DOMAIN);
        builder.environment().put("AS_JAVA", ServerUnderTest.javaHome().toString());
        return builder;
    }

    private Path domain() {
        return node.folder().resolve(DOMAIN);
    }

    private Path autodeploy() {
        return domain().resolve("autodeploy");
    }

    @Override
    public boolean isUp(String log) {
        return log.contains("startup time") || log.contains("Boot Command");
    }

    @Override
    public Optional<Path> dropFolder() {
        return Optional.of(autodeploy());
    }

    @Override
    public Optional<Outcome> outcome(String war, String log) {
        if (Files.exists(autodeploy().resolve(war + "_deployFailed"))) {
            return Optional.of(Outcome.FAILED);
        }
        return Files.exists(autodeploy().resolve(war + "_deployed")) ? Optional.of(Outcome.DEPLOYED) : Optional.empty();
    }

    @Override
    public boolean isUndeployed(String war, String log) {
        return Files.exists(autodeploy().resolve(war + "_undeployed"))
                || Files.exists(autodeploy().resolve(war + "_undeployFailed"));
    }
}
