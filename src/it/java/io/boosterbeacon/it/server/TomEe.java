package io.boosterbeacon.it.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** TomEE MicroProfile: a base folder with the configuration that comes with it, and what {@code server-config} adds. */
record TomEe(Node node, Setup setup) implements Server {
    @Override
    public ProcessBuilder prepare(List<Path> wars) throws IOException {
        node.clear();
        Path home = ServerUnderTest.home();
        Path settings = node.folder().resolve("conf");
        Node.copy(home.resolve("conf"), settings);
        for (String folder : List.of("logs", "temp", "webapps", "work")) {
            Files.createDirectories(node.folder().resolve(folder));
        }
        if (setup != Setup.REDUCED) {
            Files.writeString(
                    settings.resolve("system.properties"),
                    "\n" + Files.readString(ServerUnderTest.config().resolve("system.properties")),
                    StandardOpenOption.APPEND);
        }
        Path server = settings.resolve("server.xml");
        Node.edit(
                server,
                "<Connector port=\"8080\" protocol=\"HTTP/1.1\"",
                "<Connector address=\"127.0.0.1\" port=\"" + node.httpPort() + "\" protocol=\"HTTP/1.1\"");
        Node.edit(server, "<Server port=\"8005\"", "<Server port=\"-1\"");
        // each deployment waits for the deployer
        Node.edit(server, "<Engine name=\"Catalina\"", "<Engine name=\"Catalina\" backgroundProcessorDelay=\"1\"");
        for (Path war : wars) {
            Files.copy(war, webapps().resolve(war.getFileName()));
        }
        // the archive has no execute bits
        ProcessBuilder builder =
                new ProcessBuilder("sh", home.resolve("bin/catalina.sh").toString(), "run");
        builder.environment().put("CATALINA_HOME", home.toString());
        builder.environment().put("CATALINA_BASE", node.folder().toString());
        builder.environment().put("CATALINA_OPTS", ServerUnderTest.javaOptions());
        return builder;
    }

    private Path webapps() {
        return node.folder().resolve("webapps");
    }

    @Override
    public boolean isUp(String log) {
        return log.contains("Server startup in");
    }

    @Override
    public Optional<Path> dropFolder() {
        return Optional.of(webapps());
    }

    @Override
    public Optional<Outcome> outcome(String war, String log) {
        if (!log.contains(war + "] has finished")) {
            return Optional.empty();
        }
        // an application stays deployed, without JAX-RS, if JAX-RS could not start
        boolean failed = log.contains("startup failed due to previous errors")
                || log.contains("error invoking org.apache.tomee.webservices.TomeeJaxRsService")
                || log.contains("Error deploying web application archive");
        return Optional.of(failed ? Outcome.FAILED : Outcome.DEPLOYED);
    }

    @Override
    public boolean isUndeployed(String war, String log) {
        return log.contains("Undeploying context [/" + war.replace(".war", "") + "]")
                && Files.notExists(webapps().resolve(war.replace(".war", "")));
    }

    /** The check is one more resource of each application. */
    @Override
    public URI readiness(URI application, String rest) {
        return application.resolve(rest + "health/ready");
    }
}
